package dev.candor.job.learn;

import dev.candor.api.LearnAction;
import dev.candor.api.LearnFiles;
import dev.candor.api.Learning;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.LearnSettings;
import dev.candor.api.settings.RewardModel;
import dev.candor.api.settings.Tables;
import dev.candor.engine.learn.LearnSpec;
import dev.candor.engine.learn.LinearSpec;
import dev.candor.io.schema.InputTable;
import dev.candor.job.cli.Options;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.InputPlan;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Logs of preferences in, rewards as settle reads them out, with a bound on each agent's error. */
@Command(
        name = "learn",
        description = "Learn each agent's rewards from comparisons, rankings or ratings, with error bounds.")
public final class LearnJob implements Verb {
    private final Values values = LearnAction.settings();

    @Mixin
    private OutputOptions result;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        Tables tables = tables();
        LearnSettings settings = settings();
        List<String> lines = new ArrayList<>(InputPlan.of(tables.paths()));
        lines.add("compute: "
                + settings.spec()
                        .map(spec -> computed(settings, spec))
                        .orElse("features and coefficients by alternating least squares, pooled over all agents"));
        lines.add("write: " + String.join(", ", written(settings, tables)) + ", summary.json, manifest.json below "
                + result.required("learn"));
        return lines;
    }

    private static String computed(LearnSettings settings, LearnSpec spec) {
        return Options.typed(settings.model()) + " rewards in the " + Options.typed(spec.domain())
                + " domain, errors at confidence " + spec.confidence();
    }

    private static List<String> written(LearnSettings settings, Tables tables) {
        if (settings.model() == RewardModel.LOW_RANK) {
            return List.of("candidates/", "coefficients/");
        }
        List<String> names = new ArrayList<>(List.of("reports/", "errors/"));
        settings.linear().ifPresent(linear -> {
            names.addAll(List.of("coefficients/", "agents/", "model/"));
            if (linear.reports() == LinearSpec.RewardScope.NONE) {
                names.remove("reports/");
            }
            if (tables.paths().of(InputTable.AGENT_GROUPS).isPresent()) {
                names.add("groups/ (where --agents has group_id)");
            }
        });
        return names;
    }

    @Override
    public ExitCode run(RunContext context) {
        Tables tables = tables();
        LearnSettings settings = settings();
        EngineSettings.validate(values);
        return PublishedRun.of(context, result.required("learn"), tables.paths(), work -> {
            try (Learning learned = Learning.of(
                    work.spark(),
                    tables,
                    settings,
                    EngineSettings.limits(
                            values, work.spark(), context.common().partitions().orElse(0)),
                    work.phases(),
                    rejected -> GatedReports.quarantine(work, rejected))) {
                work.publish(LearnFiles.write(learned, work.draft(result.format())));
                context.out().print(LearnOutput.said(learned));
            }
        });
    }

    private Tables tables() {
        return LearnSettings.tables(values, Map.of());
    }

    /** @throws UserException where a table of the model cannot be of the format */
    private LearnSettings settings() {
        LearnSettings settings = LearnSettings.of(values, Map.of());
        LearnSettings.requireFormat(settings.model(), result.format());
        return settings;
    }
}
