package dev.candor.job;

import dev.candor.engine.Charges;
import dev.candor.engine.PackedReports;
import dev.candor.engine.Settlement;
import dev.candor.io.OutputFile;
import dev.candor.io.Publication;
import dev.candor.io.StableFiles;
import dev.candor.io.TableFormat;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import dev.candor.model.SettlementSummary;
import dev.candor.model.Tariff;
import dev.candor.report.HtmlReport;
import dev.candor.report.SummaryJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A settlement as files: policy/, payments/, quarantine/, summary.json, report.html, and the manifest that binds them. */
final class SettlementOutput {
    /** Payers in the summary. */
    private static final int LARGEST = 20;

    private final Work work;
    private final MechanismSpec mechanism;
    private final Tariff tariff;
    private final double paymentTolerance;

    SettlementOutput(Work work, MechanismSpec mechanism, Tariff tariff, double paymentTolerance) {
        this.work = work;
        this.mechanism = mechanism;
        this.tariff = tariff;
        this.paymentTolerance = paymentTolerance;
    }

    /** Writes and publishes everything; returns the figures. */
    SettlementSummary publish(
            PackedReports reports,
            Settlement settlement,
            SettlementSummary.Counts counts,
            Degenerate.Prompts prompts,
            InputOptions input,
            TableFormat outputFormat) {
        Charges.Charged charged = work.phases().run("round to money", () -> settlement.charge(tariff));
        StableFiles stable = new StableFiles(outputFormat);
        Path staging = work.run().staging();
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        work.phases().run("write policy", () -> {
            work.phases().rows(settlement.policyRows());
            return tables.addAll(stable.writeSorted(
                    settlement.policy(stable.files(settlement.policyRows())),
                    settlement.policyRows(),
                    staging,
                    "policy"));
        });
        Optional<Dataset<Row>> parameters = settlement.parameterRows();
        if (parameters.isPresent()) {
            work.phases()
                    .run(
                            "write parameters",
                            () -> tables.addAll(stable.write(
                                    parameters.get(),
                                    settlement.parameters().size(),
                                    List.of("parameter"),
                                    staging,
                                    "parameters")));
        }
        work.phases().run("write payments", () -> {
            work.phases().rows(reports.payers());
            work.phases().rows(reports.payers());
            return tables.addAll(stable.writeSorted(
                    settlement.payments(charged.allocation(), stable.files(reports.payers())),
                    reports.payers(),
                    staging,
                    "payments"));
        });
        SettlementSummary summary = new SettlementSummary(
                new SettlementSummary.Mechanism(
                        mechanism.policyClass(),
                        settlement.isPriced() ? mechanism.divergence() : "none",
                        mechanism.lambda(),
                        Options.typed(mechanism.paymentRule()),
                        Options.typed(mechanism.normalisation()),
                        Options.typed(mechanism.domain())),
                counts,
                figures(reports, settlement, input),
                settlement.localOptimum(),
                charged.money(),
                settlement.parameters(),
                work.phases().run("list largest payments", () -> settlement.largest(LARGEST, charged.allocation())),
                withLocal(notes(reports, settlement, prompts, input), settlement),
                work.stages().get());
        work.publish(publication(tables, summary));
        return summary;
    }

    static SettlementSummary.Counts counts(PackedReports reports) {
        return new SettlementSummary.Counts(
                reports.agents(),
                reports.payers(),
                reports.prompts(),
                reports.candidates(),
                reports.rowsAccepted(),
                reports.duplicateRows(),
                reports.rowsRejected());
    }

    private SettlementSummary.Figures figures(PackedReports reports, Settlement settlement, InputOptions input) {
        return new SettlementSummary.Figures(
                settlement.welfare(),
                settlement.referenceWelfare(),
                settlement.totalValue(),
                settlement.divergence(),
                settlement.revenue(),
                settlement.largestIncentiveGap(),
                certificate(reports, settlement, input));
    }

    /** How the bound was obtained. */
    private String certificate(PackedReports reports, Settlement settlement, InputOptions input) {
        if (mechanism.paymentRule() == PaymentRule.NONE) {
            return "none: without payments truth is not the best strategy";
        }
        if (settlement.localOptimum().isPresent()) {
            return "none: a local optimum, which may not be the maximum";
        }
        if (reports.areLearned()) {
            return "statistical, by --errors: optimum and payments proved for the rewards as learned"
                    + (input.candidatesFromReports() ? ", for these candidates" : "");
        }
        return settlement.largestIncentiveGap() == 0
                ? certificate(input)
                : "certified: optimum and payments each within proved bounds"
                        + (input.candidatesFromReports() ? ", for these candidates" : "");
    }

    /** An agent that can add candidates can gain in ways the mechanism does not see. */
    private static String certificate(InputOptions input) {
        return input.candidatesFromReports() ? "exact for these candidates" : "exact";
    }

    private static List<String> withLocal(List<String> notes, Settlement settlement) {
        List<String> all = new ArrayList<>(notes);
        settlement.localOptimum().ifPresent(optimum -> {
            all.add(
                    0,
                    "Truthfulness is not certified: the policy and each counterfactual are local optima, and where the"
                            + " search ends may depend on a report. Payment intervals hold whatever the search has missed.");
            if (!optimum.status().equals("converged")) {
                all.add(
                        0,
                        "The search for the policy was stopped before it had converged: raise --ridge or --lambda, or"
                                + " choose another --divergence.");
            }
        });
        return all;
    }

    private List<String> notes(
            PackedReports reports, Settlement settlement, Degenerate.Prompts prompts, InputOptions input) {
        List<String> notes = new ArrayList<>(notes(reports, input, mechanism.paymentRule()));
        notes.addAll(work.inputNotes());
        notes.addAll(Degenerate.notes(reports, prompts, settlement, mechanism, work.phases()));
        if (paymentTolerance > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d of %s pay in second order, each within a proved interval at most %s of the payment wide"
                            + " (--payment-tolerance); all others in full.",
                    settlement.secondOrderPayers(),
                    Figures.count(reports.payers(), "payer"),
                    paymentTolerance));
        }
        return notes;
    }

    /** What the user has to know about the figures. */
    static List<String> notes(PackedReports reports, InputOptions input, PaymentRule paymentRule) {
        List<String> notes = new ArrayList<>();
        if (reports.isOfCoefficients()) {
            notes.add("Individual rationality is not guaranteed: rewards that are coefficients times features may be"
                    + " negative, and an agent can then be worse off than without the mechanism.");
        } else if (reports.negativeRewards() > 0) {
            notes.add("Individual rationality is not guaranteed: " + ValidateJob.negativeRewards(reports)
                    + ", and an agent can be worse off than without the mechanism.");
        }
        if (input.candidatesFromReports()) {
            notes.add("Truthfulness is not guaranteed: the candidates were taken from the reports, so an agent can add"
                    + " candidates by reporting them. Fix the list beforehand and pass --candidates.");
        }
        if (paymentRule == PaymentRule.NONE) {
            notes.add("Truthfulness is not guaranteed: nobody pays, and some misreport gains for almost every agent"
                    + " (Thm 4.2 of Sun et al. 2025).");
        }
        if (reports.rowsRejected() > 0) {
            notes.add(Figures.count(reports.rowsRejected(), "row") + (reports.rowsRejected() == 1 ? " was" : " were")
                    + " rejected and tolerated: in quarantine/, counting for nothing.");
        }
        return notes;
    }

    /** For the manifest. */
    static Map<String, Long> counts(SettlementSummary.Counts counts) {
        return Map.of(
                "agents", counts.agents(),
                "payers", counts.payers(),
                "prompts", counts.prompts(),
                "candidates", counts.candidates(),
                "report_rows", counts.reportRows(),
                "duplicate_rows", counts.duplicateRows(),
                "rejected_rows", counts.rejectedRows());
    }

    private static Publication publication(List<OutputFile> tables, SettlementSummary summary) {
        SettlementSummary.Figures figures = summary.figures();
        return Publication.of(
                tables,
                Map.of("summary.json", SummaryJson.render(summary), "report.html", HtmlReport.render(summary)),
                counts(summary.counts()),
                Map.of(
                        "welfare", Double.toString(figures.welfare()),
                        "total_value", Double.toString(figures.totalValue()),
                        "divergence", Double.toString(figures.divergence()),
                        "revenue", Double.toString(figures.revenue()),
                        "charged", summary.money().chargedTotal().toPlainString()));
    }
}
