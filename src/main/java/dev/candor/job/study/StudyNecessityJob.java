package dev.candor.job.study;

import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.study.PromptGames;
import dev.candor.engine.study.StudyPass;
import dev.candor.io.gate.InputPaths;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.InputPlan;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.Divergence;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import dev.candor.study.DrawnGames;
import dev.candor.study.NecessityStudy;
import dev.candor.study.NecessityTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** For how many agents lying pays when nobody is charged, under each training rule. */
@Command(
        name = "study-necessity",
        description = "Count the agents that gain by some lie without payments, rule by rule, on random "
                + "games or reports.")
public final class StudyNecessityJob implements Verb {
    private static final int MOST_LIES = 10_000;
    private static final int MOST_PROMPTS = 1_000_000;

    private static final Setting<List<String>> RULES = Setting.list("rules", "NAMES")
            .orElse(StudyRules.ALL)
            .saying("Training rules: social welfare under a divergence by its name, nash, max-min, reward-median,"
                    + " pair-median; separated by commas.");

    private static final Setting<Integer> LIES =
            Setting.whole("lies", "N").orElse("110").saying("Lies that each agent tries.");

    private static final Setting<Integer> PROMPTS_SAMPLED = Setting.whole("prompts-sampled", "N")
            .orElse("100")
            .saying("Number of prompts of the reports to use, each as a game; selected by hashes of their ids.");

    private final Values values =
            DrawSettings.with(Stream.concat(Stream.of(RULES, LIES, PROMPTS_SAMPLED), InputSettings.OF_REPORTS.stream())
                    .toList());

    @Mixin
    private StudyOutput output;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        NecessityTally tally = tally();
        List<String> lines = new ArrayList<>();
        if (InputSettings.namesReports(values)) {
            lines.addAll(InputPlan.of(paths()));
        } else {
            DrawSettings.games(values, true);
            lines.add("read: nothing");
        }
        lines.add("compute: " + Figures.count(values.get(LIES), "lie") + " of every agent under "
                + Figures.count(tally.rules().size(), "training rule"));
        lines.add("write: study.json, study.html, shares.csv, necessity.csv, manifest.json below " + output.require());
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        NecessityTally tally = tally();
        EngineSettings.validate(values);
        Map<String, String> settings = context.resultConfiguration();
        if (InputSettings.namesReports(values)) {
            InputPaths paths = paths();
            return PublishedRun.of(context, output.require(), paths, work -> {
                EngineLimits limits = work.limits(values);
                try (PackedReports reports = GatedReports.pack(
                                work, paths, mechanism(), limits, values.get(InputSettings.MAX_REJECTED_ROWS));
                        PromptGames games = PromptGames.of(
                                work.spark(), reports, values.get(PROMPTS_SAMPLED), values.get(DrawSettings.SEED))) {
                    NecessityTally seen =
                            work.phases().run("try every lie", () -> StudyPass.over(games.games(), tally));
                    publish(work, seen, Figures.count(seen.games(), "prompt") + " of the reports", settings);
                }
            });
        }
        DrawnGames games = DrawSettings.games(values, true);
        return PublishedRun.of(context, output.require(), StudyOutput::nothing, work -> {
            EngineLimits limits = work.limits(values);
            NecessityTally seen = work.phases()
                    .run(
                            "try every lie",
                            () -> StudyPass.overDraws(
                                    work.spark(), games, values.get(DrawSettings.DRAWS), limits, tally));
            publish(work, seen, Figures.count(seen.games(), "drawn game"), settings);
        });
    }

    private static void publish(RunInProgress work, NecessityTally seen, String what, Map<String, String> settings) {
        StudyOutput.publish(
                work,
                NecessityStudy.of(seen, what, settings),
                Map.of("games", seen.games(), "agents", seen.count(0, NecessityTally.Count.AGENTS)));
    }

    private InputPaths paths() {
        return InputSettings.tables(values, Map.of()).paths();
    }

    private NecessityTally tally() {
        DrawSettings.requireWithin(LIES, values.get(LIES), 1, MOST_LIES);
        DrawSettings.requireWithin(PROMPTS_SAMPLED, values.get(PROMPTS_SAMPLED), 1, MOST_PROMPTS);
        boolean drawn = !InputSettings.namesReports(values);
        return new NecessityTally(
                StudyRules.of(values.get(RULES), values.get(DrawSettings.LAMBDA), drawn ? DrawnGames.TYPICAL_SIZE : 1),
                DrawSettings.domain(values),
                values.get(DrawSettings.LAMBDA),
                values.get(LIES),
                values.get(DrawSettings.SEED));
    }

    private MechanismSpec mechanism() {
        Normalisation normalisation =
                DrawSettings.domain(values) == RewardDomain.MAX ? Normalisation.PROMPT_MAX : Normalisation.PROMPT_SUM;
        return new MechanismSpec(
                Divergence.KL,
                values.get(DrawSettings.LAMBDA),
                PaymentRule.AFFINE_MAXIMISER,
                normalisation,
                DrawSettings.domain(values));
    }
}
