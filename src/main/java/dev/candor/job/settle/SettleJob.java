package dev.candor.job.settle;

import dev.candor.api.SettleSettings;
import dev.candor.api.Settlement;
import dev.candor.api.Tables;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.InputTable;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.Options;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.run.GameOptions;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.LogOptions;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.session.EngineOptions;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.SettlementSummary;
import dev.candor.report.settlement.ConsoleReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Mixin
    private OutputOptions publication;

    @Option(
            names = "--errors",
            paramLabel = "PATH",
            description = "Errors of learned rewards (jobs/learn): agent_id, delta, confidence. Adds 2 x weight x delta"
                    + " to each agent's incentive gap.")
    @DoesNotAffectResult
    private String errors;

    @Option(
            names = "--max-incentive-gap",
            paramLabel = "GAP",
            description =
                    "The most, in units of reward x weight, that any agent may be able to gain by lying, given what"
                            + " was computed; above it nothing is published and the exit code is 4. Without: any.")
    private Double maxIncentiveGap;

    @Option(
            names = "--require-certificate",
            description =
                    "Refuse, with exit code 2 and before any pass over reports, to settle where no bound is proved"
                            + " on what lying can gain: log-linear where theta has to be searched for, and payment rule none.")
    private boolean requireCertificate;

    @Mixin
    private SearchOptions search;

    @Option(
            names = "--payment-tolerance",
            paramLabel = "EPS",
            defaultValue = "0",
            description = "Log-linear: agents whose second-order payment is proved to lie in an interval at most EPS of"
                    + " itself wide pay that and skip the pass over the candidates; 0: none. Up to 0.1. What it may"
                    + " miss is in the incentive gap.")
    private double paymentTolerance;

    @Override
    public List<String> plan(RunContext context) {
        InputPaths paths = paths();
        SettleSettings settings = settings(paths);
        MechanismSpec mechanism = settings.mechanism();
        List<String> lines = new ArrayList<>(LogOptions.plan(paths));
        lines.add("compute: the " + mechanism.policyClass() + " policy under " + mechanism.divergence()
                + " divergence, lambda " + mechanism.lambda() + ", and " + Options.typed(mechanism.paymentRule())
                + " payments");
        lines.add("write: policy/, payments/, summary.json, report.html, manifest.json below "
                + publication.required("settle"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = paths();
        SettleSettings settings = settings(paths);
        engine.validate();
        return PublishedRun.of(context, publication.required("settle"), paths, work -> {
            try (Settlement settlement = Settlement.of(
                    work.spark(),
                    new Tables(paths, Map.of(), input.candidatesFromReports()),
                    settings,
                    engine.limits(work.spark(), context),
                    work.phases(),
                    rejected -> GatedReports.quarantine(work, rejected))) {
                SettlementSummary summary = SettlementOutput.publish(work, settlement, publication.format());
                context.out().print(ConsoleReport.render(summary, context.page()));
            }
        });
    }

    private SettleSettings settings(InputPaths paths) {
        SettleSettings settings = new SettleSettings(
                options.mechanism(),
                options.tariff(),
                search.search(),
                paymentTolerance,
                Optional.ofNullable(maxIncentiveGap),
                requireCertificate,
                input.maxRejectedRows());
        settings.requireTables(paths.tables().keySet());
        return settings;
    }

    private InputPaths paths() {
        InputPaths paths = input.paths();
        return errors == null ? paths : paths.with(InputTable.ERRORS, errors);
    }
}
