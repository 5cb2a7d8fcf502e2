package dev.candor.job;

import dev.candor.engine.PackedReports;
import dev.candor.io.InputGate;
import dev.candor.io.InputPaths;
import dev.candor.io.InputTable;
import dev.candor.io.InputTables;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The input gate alone: every check that settle makes, nothing settled. */
@Command(name = "validate", description = "Check the input as settle would, and settle nothing.")
public final class ValidateJob implements Verb {
    @Mixin
    private GameOptions input;

    @Mixin
    private MechanismOptions options;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where to leave run_result.json and, when rows are rejected, quarantine/. Without: nowhere.")
    @DoesNotAffectResult
    private String output;

    @Override
    public List<String> plan(RunContext context) {
        options.mechanism();
        List<String> lines = new ArrayList<>(LogOptions.plan(paths()));
        lines.add("compute: the checks of the input gate");
        lines.add("write: "
                + (output == null ? "nothing" : "run_result.json and rejected rows, if any, below " + output));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = paths();
        MechanismSpec mechanism = options.mechanism();
        options.tariff();
        engine.validate();
        if (output != null) {
            return PublishedRun.of(context, output, paths, work -> {
                try (PackedReports reports =
                        GatedReports.pack(work, paths, mechanism, engine.limits(work.spark(), context), input)) {
                    context.out().print(verdict(reports));
                    work.run().validated(verdict(reports), work.quarantine());
                }
            });
        }
        try (SessionLease lease = Sessions.open(context);
                ConsolePhases phases = ConsolePhases.of(context, lease.spark().sparkContext())) {
            InputTables tables = phases.run("open the tables", () -> InputGate.open(lease.spark(), paths));
            try (PackedReports reports = PackedReports.pack(
                    lease.spark(), tables, mechanism, engine.limits(lease.spark(), context), phases)) {
                GatedReports.requireAcceptable(reports, reports.rejections(), input);
                context.out().print(verdict(reports));
            }
            return ExitCode.DONE;
        }
    }

    private InputPaths paths() {
        InputPaths paths = input.paths();
        if (paths.of(InputTable.COEFFICIENTS).isPresent()) {
            throw UserException.configuration("Cannot validate coefficients by themselves: jobs/settle --policy-class"
                    + " log-linear checks them first and quarantines what it rejects. Drop --coefficients.");
        }
        return paths;
    }

    private static String verdict(PackedReports reports) {
        String accepted = "Accepted: " + Figures.count(reports.rowsAccepted(), "reward") + " of "
                + Figures.count(reports.agents(), "agent") + " (" + Figures.count(reports.payers(), "payer") + ") on "
                + Figures.count(reports.prompts(), "prompt") + " with "
                + Figures.count(reports.candidates(), "candidate") + "; "
                + Figures.count(reports.duplicateRows(), "identical duplicate") + " collapsed, "
                + Figures.count(reports.rowsRejected(), "row") + " rejected.\n";
        return reports.negativeRewards() == 0
                ? accepted
                : accepted + negativeRewards(reports) + ": individual rationality would not be guaranteed.\n";
    }

    /** "1 reward is negative". */
    static String negativeRewards(PackedReports reports) {
        long negative = reports.negativeRewards();
        return Figures.count(negative, "reward") + (negative == 1 ? " is" : " are") + " negative";
    }
}
