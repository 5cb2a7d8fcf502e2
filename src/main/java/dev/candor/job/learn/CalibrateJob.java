package dev.candor.job.learn;

import dev.candor.api.BoostFiles;
import dev.candor.api.Boosts;
import dev.candor.api.CalibrateAction;
import dev.candor.api.settings.CalibrateSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.learn.Calibration;
import dev.candor.engine.learn.CalibrationSpec;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.InputPlan;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.model.ExitCode;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Comparisons whose better candidate is known in, agents with boosts out. */
@Command(
        name = "calibrate",
        description = "Compute boosts of agents from how often they chose the better candidate, on prompts"
                + " where it is known.")
public final class CalibrateJob implements Verb {
    private final Values values = CalibrateAction.settings();

    @Mixin
    private OutputOptions result;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        CalibrationSpec spec = CalibrateSettings.of(values);
        List<String> lines = new ArrayList<>(InputPlan.of(tables().paths()));
        lines.add("compute: boosts of all agents, and " + spec.folds() + " times without a fold of the prompts");
        lines.add("write: agents/, fold-k/agents/, fold-k/prompts/, summary.json, manifest.json below "
                + result.required("calibrate"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        CalibrationSpec spec = CalibrateSettings.of(values);
        Tables tables = tables();
        return PublishedRun.of(context, result.required("calibrate"), tables.paths(), work -> {
            try (Boosts made = Boosts.of(
                    work.spark(),
                    tables,
                    spec,
                    values.get(InputSettings.MAX_REJECTED_ROWS),
                    work.phases(),
                    rejected -> GatedReports.quarantine(work, rejected))) {
                work.publish(BoostFiles.write(made, work.draft(result.format())));
                context.out().print(said(made.counts()));
            }
        });
    }

    private static String said(Calibration.Counts counts) {
        return String.format(
                Locale.ROOT,
                "Graded %s on %s with known answers: %s, %.1f %% of them right (ties half); %s no better than chance.%n",
                Figures.count(counts.agents(), "agent"),
                Figures.count(counts.prompts(), "prompt"),
                Figures.count(counts.judged(), "judgement"),
                100 * counts.accuracy(),
                Figures.count(counts.leastBoosts(), "agent"));
    }

    private Tables tables() {
        return CalibrateSettings.tables(values, Map.of());
    }
}
