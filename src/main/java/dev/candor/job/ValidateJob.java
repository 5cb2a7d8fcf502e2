package dev.candor.job;

import dev.candor.engine.PackedReports;
import dev.candor.io.GatedTables;
import dev.candor.io.InputGate;
import dev.candor.io.InputPaths;
import dev.candor.io.Rejections;
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
    private InputOptions input;

    @Mixin
    private MechanismOptions options;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where to leave quarantine/ and run_result.json when rows are rejected. Without: nowhere.")
    @DoesNotAffectResult
    private String output;

    @Override
    public List<String> plan(RunContext context) {
        options.mechanism();
        List<String> lines = new ArrayList<>(InputOptions.plan(input.paths()));
        lines.add("compute: the checks of the input gate");
        lines.add("write: " + (output == null ? "nothing" : "rejected rows, if any, below " + output));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = input.paths();
        MechanismSpec mechanism = options.mechanism();
        if (output != null) {
            return PublishedRun.of(context, output, paths, work -> {
                try (PackedReports reports =
                        GatedReports.pack(work, paths, mechanism, engine.limits(work.spark(), context), input)) {
                    print(context, reports);
                }
            });
        }
        try (SessionLease lease = Sessions.open(context);
                ConsolePhases phases = ConsolePhases.of(context, lease.spark().sparkContext())) {
            GatedTables tables = phases.run("check the small tables", () -> InputGate.read(lease.spark(), paths));
            try (PackedReports reports = PackedReports.pack(
                    lease.spark(), tables, mechanism, engine.limits(lease.spark(), context), phases)) {
                Rejections rejected = reports.rejections();
                if (rejected.total() > input.maxRejectedRows()) {
                    throw UserException.inputRejected(rejected.message(input.maxRejectedRows()));
                }
                print(context, reports);
            }
            return ExitCode.DONE;
        }
    }

    private static void print(RunContext context, PackedReports reports) {
        context.out()
                .println("Accepted: " + Figures.count(reports.rowsAccepted()) + " rewards of "
                        + Figures.count(reports.agents()) + " agents (" + Figures.count(reports.payers())
                        + " payers) on " + Figures.count(reports.prompts()) + " prompts with "
                        + Figures.count(reports.candidates()) + " candidates; "
                        + Figures.count(reports.duplicateRows()) + " identical duplicates collapsed, "
                        + Figures.count(reports.rowsRejected()) + " rows rejected.");
        if (reports.negativeRewards() > 0) {
            context.out()
                    .println(Figures.count(reports.negativeRewards())
                            + " rewards are negative: individual rationality would not be guaranteed.");
        }
    }
}
