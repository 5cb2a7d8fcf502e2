package dev.candor.job;

import dev.candor.engine.EngineLimits;
import dev.candor.engine.PackedReports;
import dev.candor.engine.Phases;
import dev.candor.engine.Settle;
import dev.candor.engine.Settlement;
import dev.candor.io.InputPaths;
import dev.candor.io.InputTable;
import dev.candor.io.TableFormat;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import dev.candor.report.ConsoleReport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job: reports in, policy and payments out, in one immutable run directory. */
@Command(
        name = "settle",
        description = "Settle preference reports: the policy that maximises welfare and what each agent owes.")
public final class SettleJob implements Verb {
    @Mixin
    private GameOptions input;

    @Mixin
    private MechanismOptions options;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The run directory, any Hadoop URI. Written once; the same run again is a success.")
    @DoesNotAffectResult
    private String output;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "Format of policy/ and payments/.")
    private TableFormat outputFormat;

    @Override
    public List<String> plan(RunContext context) {
        MechanismSpec mechanism = options.mechanism();
        List<String> lines = new ArrayList<>(LogOptions.plan(paths()));
        lines.add("compute: the " + Options.typed(options.policyClass()) + " policy under " + mechanism.divergence()
                + " divergence, lambda " + mechanism.lambda() + ", and " + Options.typed(mechanism.paymentRule())
                + " payments");
        lines.add("write: policy/, payments/, summary.json, report.html, manifest.json below " + requireOutput());
        options.tariff();
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = paths();
        MechanismSpec mechanism = options.mechanism();
        Tariff tariff = options.tariff();
        engine.validate();
        return PublishedRun.of(context, requireOutput(), paths, work -> {
            EngineLimits limits = engine.limits(work.spark(), context);
            try (PackedReports reports = GatedReports.pack(work, paths, mechanism, limits, input);
                    Settlement settlement =
                            settled(new Settle(work.spark(), mechanism, limits), reports, work.phases())) {
                SettlementOutput result =
                        new SettlementOutput(work, Options.typed(options.policyClass()), mechanism, tariff);
                context.out().print(ConsoleReport.render(result.publish(reports, settlement, input, outputFormat)));
            }
        });
    }

    private Settlement settled(Settle settle, PackedReports reports, Phases phases) {
        return switch (options.policyClass()) {
            case TABULAR -> settle.run(reports, phases);
            case CATALOG -> settle.catalog(reports, phases);
        };
    }

    /** The tables of the policy class, and no others. */
    private InputPaths paths() {
        InputPaths paths = input.paths();
        boolean catalog = options.policyClass() == RuleOptions.PolicyClass.CATALOG;
        if (catalog != paths.of(InputTable.VALUATIONS).isPresent()) {
            throw UserException.configuration(
                    catalog
                            ? "Cannot settle a catalog from reports: --policy-class catalog takes --valuations PATH and"
                                    + " --checkpoints PATH."
                            : "Cannot settle valuations of checkpoints under --policy-class "
                                    + Options.typed(options.policyClass()) + ": set --policy-class catalog.");
        }
        return paths;
    }

    private String requireOutput() {
        if (output == null || output.isBlank()) {
            throw UserException.configuration("Cannot settle without a place for the result: set --output DIR.");
        }
        return output;
    }
}
