package dev.candor.job.study;

import dev.candor.api.EngineSettings;
import dev.candor.api.InputSettings;
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
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
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
import picocli.CommandLine.Option;

/** For how many agents lying pays when nobody is charged, under each training rule. */
@Command(
        name = "study-necessity",
        description = "Count the agents that gain by some lie without payments, rule by rule, on random "
                + "games or reports.")
public final class StudyNecessityJob implements Verb {
    private static final int MOST_LIES = 10_000;
    private static final int MOST_PROMPTS = 1_000_000;

    private final Values values = new Values(Stream.of(InputSettings.OF_REPORTS, EngineSettings.ALL)
            .flatMap(List::stream)
            .toList());

    @Mixin
    private DrawOptions draws;

    @Option(
            names = "--rules",
            paramLabel = "NAMES",
            defaultValue = StudyRules.ALL,
            split = ",",
            description = "Training rules: social welfare under a divergence by its name, nash, max-min, reward-median,"
                    + " pair-median; separated by commas.")
    private List<String> rules;

    @Option(names = "--lies", paramLabel = "N", defaultValue = "110", description = "Lies that each agent tries.")
    private int lies;

    @Option(
            names = "--prompts-sampled",
            paramLabel = "N",
            defaultValue = "100",
            description = "Number of prompts of the reports to use, each as a game; selected by hashes of their ids.")
    private int promptsSampled;

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
            draws.games(true);
            lines.add("read: nothing");
        }
        lines.add("compute: " + Figures.count(lies, "lie") + " of every agent under "
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
                        PromptGames games = PromptGames.of(work.spark(), reports, promptsSampled, draws.seed())) {
                    NecessityTally seen =
                            work.phases().run("try every lie", () -> StudyPass.over(games.games(), tally));
                    publish(work, seen, Figures.count(seen.games(), "prompt") + " of the reports", settings);
                }
            });
        }
        DrawnGames games = draws.games(true);
        return PublishedRun.of(context, output.require(), StudyOutput::nothing, work -> {
            EngineLimits limits = work.limits(values);
            NecessityTally seen = work.phases()
                    .run("try every lie", () -> StudyPass.overDraws(work.spark(), games, draws.draws(), limits, tally));
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
        DrawOptions.requireWithin("--lies", lies, 1, MOST_LIES);
        DrawOptions.requireWithin("--prompts-sampled", promptsSampled, 1, MOST_PROMPTS);
        boolean drawn = !InputSettings.namesReports(values);
        return new NecessityTally(
                StudyRules.of(rules, draws.lambda(), drawn ? DrawnGames.TYPICAL_SIZE : 1),
                draws.domain(),
                draws.lambda(),
                lies,
                draws.seed());
    }

    private MechanismSpec mechanism() {
        Normalisation normalisation =
                draws.domain() == RewardDomain.MAX ? Normalisation.PROMPT_MAX : Normalisation.PROMPT_SUM;
        return new MechanismSpec("kl", draws.lambda(), PaymentRule.AFFINE_MAXIMISER, normalisation, draws.domain());
    }
}
