package dev.candor.job.settle;

import dev.candor.api.SettleAction;
import dev.candor.api.Settlement;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.MechanismSettings;
import dev.candor.api.settings.SettleSettings;
import dev.candor.api.settings.Tables;
import dev.candor.job.cli.Options;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.InputPlan;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.SettlementSummary;
import dev.candor.report.settlement.ConsoleReport;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The main job: reports in, policy and payments out, in one immutable run directory. */
@Command(
        name = "settle",
        description = "Settle preference reports: the policy that maximises welfare and what each agent owes.")
public final class SettleJob implements Verb {
    private final Values values = SettleAction.settings();

    @Mixin
    private OutputOptions publication;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        Tables tables = tables();
        SettleSettings settings = settings(tables);
        MechanismSpec mechanism = settings.mechanism();
        List<String> lines = new ArrayList<>(InputPlan.of(tables.paths()));
        lines.add("compute: the " + mechanism.policyClass() + " policy under " + mechanism.divergence()
                + " divergence, lambda " + mechanism.lambda() + ", and " + Options.typed(mechanism.paymentRule())
                + " payments");
        lines.add("write: policy/, payments/, summary.json, report.html, manifest.json below "
                + publication.required("settle"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        Tables tables = tables();
        SettleSettings settings = settings(tables);
        EngineSettings.validate(values);
        return PublishedRun.of(context, publication.required("settle"), tables.paths(), work -> {
            try (Settlement settlement = Settlement.of(
                    work.spark(),
                    tables,
                    settings,
                    EngineSettings.limits(
                            values, work.spark(), context.common().partitions().orElse(0)),
                    work.phases(),
                    rejected -> GatedReports.quarantine(work, rejected))) {
                SettlementSummary summary = SettlementOutput.publish(work, settlement, publication.format());
                context.out().print(ConsoleReport.render(summary, context.page()));
            }
        });
    }

    private SettleSettings settings(Tables tables) {
        SettleSettings settings = MechanismSettings.settlement(values);
        settings.requireTables(tables.given());
        return settings;
    }

    private Tables tables() {
        return InputSettings.tables(values, Map.of());
    }
}
