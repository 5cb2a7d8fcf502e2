package dev.candor.api;

import dev.candor.api.publish.Origin;
import dev.candor.api.settings.SettleSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.audit.ExaggerationPass;
import dev.candor.engine.bill.Charges;
import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.settle.Settle;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.Rejections;
import dev.candor.io.gate.VectorTables;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.kept.Kept;
import dev.candor.mechanism.payment.Exaggeration;
import dev.candor.model.MechanismSpec;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.model.UserException;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The result of a settlement: the policy and the payments. DataFrames are lazy and read data that is cached on the
 * executors until {@link #close}. Every figure is the same to the last bit as in the files of {@code jobs/settle}.
 */
public final class Settlement extends Result implements AutoCloseable {
    /** Payers in the summary. */
    private static final int LARGEST = 20;

    private final SettleSettings settings;
    private final boolean candidatesFromReports;
    private final Phases phases;
    private final Kept kept;
    private final PackedReports reports;
    private final dev.candor.engine.settle.Settlement settled;
    private final SettlementSummary.Counts counts;
    private final Degenerate.Prompts prompts;
    private final Charges.Charged charged;
    private Optional<Origin> origin = Optional.empty();

    private Settlement(
            SettleSettings settings,
            boolean candidatesFromReports,
            Phases phases,
            Kept kept,
            PackedReports reports,
            dev.candor.engine.settle.Settlement settled,
            SettlementSummary.Counts counts,
            Degenerate.Prompts prompts) {
        this.settings = settings;
        this.candidatesFromReports = candidatesFromReports;
        this.phases = phases;
        this.kept = kept;
        this.reports = reports;
        this.settled = settled;
        this.counts = counts;
        this.prompts = prompts;
        settings.requireGap(settled.largestIncentiveGap());
        this.charged = phases.run("round to money", () -> settled.charge(settings.tariff()));
    }

    /**
     * Settles. What it keeps is let go of when it fails.
     *
     * @param quarantine is told of the rejected rows before they are judged
     * @throws dev.candor.model.UserException when the settings or the input allow no settlement
     */
    public static Settlement of(
            SparkSession spark,
            Tables tables,
            SettleSettings settings,
            EngineLimits limits,
            Phases phases,
            Consumer<Rejections> quarantine) {
        settings.requireTables(tables.given());
        Kept kept = new Kept();
        try {
            InputTables open = kept.keep(phases.run("open the tables", () -> tables.open(spark)));
            return settings.mechanism().policyClass().isLinear()
                    ? ofCoefficients(spark, open, tables, settings, limits, phases, quarantine, kept)
                    : ofRewards(spark, open, tables, settings, limits, phases, quarantine, kept);
        } catch (Throwable failure) {
            kept.close();
            throw failure;
        }
    }

    private static Settlement ofRewards(
            SparkSession spark,
            InputTables open,
            Tables tables,
            SettleSettings settings,
            EngineLimits limits,
            Phases phases,
            Consumer<Rejections> quarantine,
            Kept kept) {
        MechanismSpec mechanism = settings.mechanism();
        PackedReports reports = kept.keep(
                Acceptance.pack(spark, open, mechanism, limits, phases, settings.maxRejectedRows(), quarantine));
        dev.candor.engine.settle.Settlement settled =
                kept.keep(new Settle(spark, mechanism, limits).run(reports, phases));
        return new Settlement(
                settings,
                tables.candidatesFromReports(),
                phases,
                kept,
                reports,
                settled,
                counts(reports),
                Degenerate.Prompts.of(reports));
    }

    private static Settlement ofCoefficients(
            SparkSession spark,
            InputTables open,
            Tables tables,
            SettleSettings settings,
            EngineLimits limits,
            Phases phases,
            Consumer<Rejections> quarantine,
            Kept kept) {
        MechanismSpec mechanism = settings.mechanism();
        Features features = kept.keep(phases.run(
                "read the features",
                () -> Features.read(
                        spark, open, VectorTables.features(spark, tables.paths(), tables.frames()), limits)));
        boolean searched = settings.isSearched() || features.isRestricting();
        settings.requireCertifiable(searched);
        PackedReports coefficients = kept.keep(Acceptance.pack(
                spark,
                VectorTables.coefficients(spark, tables.paths(), tables.frames(), features.count(), open),
                mechanism,
                limits,
                phases,
                settings.maxRejectedRows(),
                quarantine));
        Settle settle = new Settle(spark, mechanism, limits);
        dev.candor.engine.settle.Settlement settled = kept.keep(
                searched
                        ? settle.restricted(coefficients, features, settings.search(), phases)
                        : settle.logLinear(coefficients, features, settings.paymentTolerance(), phases));
        SettlementSummary.Counts read = counts(coefficients);
        SettlementSummary.Counts counts = new SettlementSummary.Counts(
                read.agents(),
                read.payers(),
                features.prompts(),
                features.candidates(),
                read.reportRows(),
                read.duplicateRows(),
                read.rejectedRows());
        return new Settlement(
                settings,
                tables.candidatesFromReports(),
                phases,
                kept,
                coefficients,
                settled,
                counts,
                Degenerate.Prompts.of(features));
    }

    /** Sizes, of reports. */
    public static SettlementSummary.Counts counts(PackedReports reports) {
        return new SettlementSummary.Counts(
                reports.agents(),
                reports.payers(),
                reports.prompts(),
                reports.candidates(),
                reports.rowsAccepted(),
                reports.duplicateRows(),
                reports.rowsRejected());
    }

    /** One row for each payer, sorted by id: value, payment with its interval, utility, and the charge in money. */
    public Dataset<Row> payments() {
        return shown(
                settled.payments(charged.allocation(), files(reports.payers())).rows());
    }

    /** The policy: one row for each candidate (in a catalog, for each checkpoint), sorted by ids. */
    public Dataset<Row> policy() {
        return shown(settled.policy(files(settled.policyRows())).rows());
    }

    private static int files(long rows) {
        return new StableFiles(TableFormat.PARQUET).files(rows);
    }

    /** The parameters of the policy: a mixture's weights, or a catalog's choice. Empty for other classes. */
    public List<Parameter> parameters() {
        return settled.parameters();
    }

    /** The rejected rows, if the settings allow some: table, reason, row_text. */
    public Dataset<Row> rejected() {
        return shown(reports.rejections().rows());
    }

    /** The figures, as in summary.json, without timings. */
    public SettlementSummary summary() {
        return summary(List.of(), List.of());
    }

    /**
     * The same with what a run adds.
     *
     * @param inputNotes what is to be said of the input files
     * @param stages the run's timings
     */
    public SettlementSummary summary(List<String> inputNotes, List<Stage> stages) {
        MechanismSpec mechanism = settings.mechanism();
        return new SettlementSummary(
                new SettlementSummary.Mechanism(
                        mechanism.policyClass(),
                        settled.isPriced() ? mechanism.divergence().commandName() : "none",
                        mechanism.lambda(),
                        mechanism.paymentRule(),
                        typed(mechanism.normalisation()),
                        typed(mechanism.domain())),
                counts,
                new SettlementSummary.Figures(
                        settled.welfare(),
                        settled.referenceWelfare(),
                        settled.totalValue(),
                        settled.divergence(),
                        settled.revenue(),
                        settled.largestIncentiveGap(),
                        certificate()),
                settled.localOptimum(),
                charged.money(),
                settled.parameters(),
                phases.run("list largest payments", () -> settled.largest(LARGEST, charged.allocation())),
                notes(inputNotes),
                stages);
    }

    /**
     * What each of some payers would have gained, in utility, by claiming to be {@code factor} times its size; of the tabular
     * class under kl.
     */
    public Map<String, Exaggeration> exaggerations(double factor, List<String> payers) {
        return phases.run(
                "try exaggerating",
                () -> ExaggerationPass.of(reports, settled, settings.mechanism().lambda(), factor, payers));
    }

    private static String typed(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Writes policy, parameters and payments below {@code staging}. */
    public List<OutputFile> write(StableFiles stable, Path staging) {
        List<OutputFile> tables = new ArrayList<>();
        phases.run("write policy", () -> {
            phases.rows(settled.policyRows());
            return tables.addAll(stable.writeSorted(
                    settled.policy(stable.files(settled.policyRows())), settled.policyRows(), staging, "policy"));
        });
        Optional<Dataset<Row>> parameters = settled.parameterRows();
        if (parameters.isPresent()) {
            phases.run(
                    "write parameters",
                    () -> tables.addAll(stable.write(
                            parameters.get(),
                            settled.parameters().size(),
                            List.of("parameter"),
                            staging,
                            "parameters")));
        }
        phases.run("write payments", () -> {
            phases.rows(reports.payers());
            return tables.addAll(stable.writeSorted(
                    settled.payments(charged.allocation(), stable.files(reports.payers())),
                    reports.payers(),
                    staging,
                    "payments"));
        });
        return tables;
    }

    /** How the bound on what lying can gain was obtained. */
    private String certificate() {
        // An agent that can add candidates can gain in ways the mechanism does not see.
        String candidates = candidatesFromReports ? ", for these candidates" : "";
        if (!settings.mechanism().paymentRule().charges()) {
            return "none: without payments truth is not the best strategy";
        }
        if (settled.localOptimum().isPresent()) {
            return "none: a local optimum, which may not be the maximum";
        }
        if (reports.areLearned()) {
            return "statistical, by --errors: optimum and payments are proved for the learned rewards" + candidates;
        }
        if (settled.largestIncentiveGap() == 0) {
            return candidatesFromReports ? "exact for these candidates" : "exact";
        }
        return "certified: optimum and payments are within proved bounds" + candidates;
    }

    private List<String> notes(List<String> inputNotes) {
        List<String> notes = new ArrayList<>();
        settled.localOptimum().ifPresent(optimum -> {
            if (!optimum.status().equals("converged")) {
                notes.add("The search for the policy was stopped before it had converged: raise --ridge or --lambda, or"
                        + " choose another --divergence.");
            }
            notes.add("Truthfulness is not certified: the policy and each counterfactual are local optima, "
                    + "and the end of a search may depend on a report. The payment intervals hold even if "
                    + "a search missed its optimum.");
        });
        notes.addAll(Notes.ofReports(
                reports, candidatesFromReports, settings.mechanism().paymentRule()));
        notes.addAll(inputNotes);
        notes.addAll(Degenerate.notes(reports, prompts, settled, settings.mechanism(), phases));
        if (settings.paymentTolerance() > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d of %s pay in second order, each within a proved interval at most %s of the payment wide"
                            + " (--payment-tolerance); all others in full.",
                    settled.secondOrderPayers(),
                    Numbers.count(reports.payers(), "payer"),
                    settings.paymentTolerance()));
        }
        return notes;
    }

    /**
     * Publishes the settlement as {@code jobs/settle} does, in Parquet.
     *
     * @see #publish(String, TableFormat)
     */
    public SettlementSummary publish(String output) {
        return publish(output, TableFormat.PARQUET);
    }

    /**
     * Publishes the settlement as {@code jobs/settle --output} does: the same files, the same fingerprint, all or nothing.
     * Input files are hashed now and must be those that were read; a frame counts by its rows. The same settlement again is a
     * success.
     *
     * @param output the run directory, any Hadoop URI
     * @return the summary; where the run had been published before, that of this settlement
     * @throws UserException output conflict, when another run is there; input rejected, when a file has changed
     */
    public SettlementSummary publish(String output, TableFormat format) {
        Origin from = Origin.of(origin);
        SettlementSummary[] summary = new SettlementSummary[1];
        boolean done = from.publish(output, Optional.of(format), (staging, quarantine) -> {
            quarantine.addAll(SettlementFiles.quarantine(reports.rejections(), staging));
            List<OutputFile> tables = new ArrayList<>(quarantine);
            tables.addAll(write(new StableFiles(format), staging));
            summary[0] = summary(from.source().notes(), List.of());
            return SettlementFiles.publication(tables, summary[0]);
        });
        return done ? summary[0] : summary();
    }

    /** Can be published. */
    Settlement from(Origin known) {
        origin = Optional.of(known);
        return this;
    }

    /** Releases all data that is cached on the executors. The DataFrames can then no longer be read. */
    @Override
    public void close() {
        kept.close();
    }
}
