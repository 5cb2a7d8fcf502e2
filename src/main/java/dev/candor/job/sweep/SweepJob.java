package dev.candor.job.sweep;

import dev.candor.api.Sweep;
import dev.candor.api.SweepAction;
import dev.candor.api.SweepFiles;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.SweepSettings;
import dev.candor.api.settings.Tables;
import dev.candor.job.cli.Options;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.InputPlan;
import dev.candor.job.run.PlaceOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.model.ExitCode;
import dev.candor.model.Frontier;
import dev.candor.model.MechanismSpec;
import dev.candor.report.frontier.FrontierTable;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Many mechanisms on the same reports, settled together: the frontier that λ is chosen from. Nobody is charged. */
@Command(
        name = "sweep",
        description = "Settle a grid of lambda and divergences in one pass: the frontier to choose lambda from.")
public final class SweepJob implements Verb {
    private final Values values = SweepAction.settings();

    @Mixin
    private PlaceOptions publication;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        List<MechanismSpec> mechanisms = SweepSettings.mechanisms(values);
        List<String> lines = new ArrayList<>(InputPlan.of(tables().paths()));
        lines.add("compute: " + Figures.count(mechanisms.size(), "settlement") + " in one pass, the "
                + mechanisms.get(0).policyClass() + " policy under "
                + distinct(mechanisms.stream().map(MechanismSpec::divergence).toList()) + ", lambda "
                + distinct(mechanisms.stream().map(MechanismSpec::lambda).toList()) + ", and "
                + Options.typed(mechanisms.get(0).paymentRule()) + " payments");
        lines.add("write: frontier.csv, frontier.json, frontier.svg, frontier.html, manifest.json below "
                + publication.required("sweep"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        Tables tables = tables();
        List<MechanismSpec> mechanisms = SweepSettings.mechanisms(values);
        EngineSettings.validate(values);
        return PublishedRun.of(context, publication.required("sweep"), tables.paths(), work -> {
            try (Sweep sweep = Sweep.of(
                    work.spark(),
                    tables,
                    mechanisms,
                    values.get(InputSettings.MAX_REJECTED_ROWS),
                    work.limits(values),
                    work.phases(),
                    rejected -> GatedReports.quarantine(work, rejected))) {
                Frontier frontier = sweep.frontier(work.stages().get());
                work.publish(SweepFiles.publication(work.quarantine(), frontier));
                context.out().print(FrontierTable.render(frontier, context.page()));
            }
        });
    }

    private Tables tables() {
        return InputSettings.tables(values, Map.of());
    }

    private static String distinct(List<?> values) {
        return values.stream().distinct().map(Object::toString).collect(Collectors.joining(", "));
    }
}
