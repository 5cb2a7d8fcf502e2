package dev.candor.job.settle;

import dev.candor.api.Notes;
import dev.candor.api.ValidateAction;
import dev.candor.api.Validation;
import dev.candor.api.publish.DeliveredTwice;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.ValidateSettings;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.schema.InputTable;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.progress.PhaseProgress;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.InputPlan;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import dev.candor.model.ExitCode;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The input gate alone: every check that settle makes, nothing settled. */
@Command(name = "validate", description = "Check the input as settle would, and settle nothing.")
public final class ValidateJob implements Verb {
    private final Values values = ValidateAction.settings();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The folder for run_result.json and, if rows are rejected, quarantine/. Without: neither"
                    + " is written.")
    @DoesNotAffectResult
    private String output;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        List<String> lines = new ArrayList<>(InputPlan.of(settings().tables().paths()));
        lines.add("compute: the checks of the input gate");
        lines.add("write: "
                + (output == null ? "nothing" : "run_result.json and rejected rows, if any, below " + output));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        ValidateSettings settings = settings();
        EngineSettings.validate(values);
        if (output != null) {
            return PublishedRun.of(context, output, settings.tables().paths(), work -> {
                try (Validation validation = Validation.of(
                        work.spark(),
                        settings,
                        work.limits(values),
                        work.phases(),
                        rejected -> GatedReports.quarantine(work, rejected))) {
                    String verdict = verdict(settings, validation);
                    context.out().print(verdict);
                    work.run().validated(verdict, work.quarantine());
                }
            });
        }
        try (SessionLease lease = Sessions.open(context);
                PhaseProgress phases = PhaseProgress.of(context, lease.spark().sparkContext())) {
            try (Validation validation = Validation.of(
                    lease.spark(),
                    settings,
                    EngineSettings.limits(
                            values, lease.spark(), context.common().partitions().orElse(0)),
                    phases,
                    rejected -> {})) {
                if (settings.log().isPresent()) {
                    tellCopies(context, lease.spark(), phases, settings);
                }
                context.out().print(verdict(settings, validation));
            }
            return ExitCode.DONE;
        }
    }

    private static void tellCopies(
            RunContext context, SparkSession spark, PhaseProgress phases, ValidateSettings settings) {
        DeliveredTwice.notes(phases.run(
                        "look for copies",
                        () -> InputSnapshot.read(
                                        spark, settings.tables().paths().locations(Optional.empty()))
                                .copies(spark.sessionState().newHadoopConf())))
                .forEach(note -> context.err().println("candor: " + note));
    }

    private ValidateSettings settings() {
        return ValidateSettings.of(values, Map.of());
    }

    /** What was accepted; what is refused ends the run. */
    private static String verdict(ValidateSettings settings, Validation validation) {
        validation.refusal().ifPresent(refused -> {
            throw refused;
        });
        String rejected = Figures.count(validation.rejectedRows(), "row") + " rejected.\n";
        if (validation.counts().isEmpty()) {
            Validation.Table log = validation.tables().get(0);
            return "Accepted: " + Figures.count(log.accepted(), "row") + " of " + log.name() + "; " + rejected;
        }
        Counts counts = validation.counts().get();
        boolean linear = settings.tables().given().contains(InputTable.COEFFICIENTS);
        String accepted = "Accepted: " + Figures.count(counts.reportRows(), linear ? "coefficient" : "reward") + " of "
                + Figures.count(counts.agents(), "agent") + " (" + Figures.count(counts.payers(), "payer") + ") on "
                + (linear
                        ? Figures.count(counts.candidates(), "feature")
                        : Figures.count(counts.prompts(), "prompt") + " with "
                                + Figures.count(counts.candidates(), "candidate"))
                + "; "
                + Figures.count(counts.duplicateRows(), "identical duplicate") + " collapsed, " + rejected;
        return validation.negativeRewards() == 0
                ? accepted
                : accepted + Notes.negativeRewards(validation.negativeRewards())
                        + ": individual rationality would not be guaranteed.\n";
    }
}
