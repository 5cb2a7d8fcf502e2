package dev.candor.job;

import dev.candor.engine.StudyPass;
import dev.candor.model.ExitCode;
import dev.candor.study.DrawnGames;
import dev.candor.study.NoiseStudy;
import dev.candor.study.NoiseTally;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What lying gains when the mechanism works from noisy rewards, beside its bound. */
@Command(
        name = "study-noise",
        description = "Compare what lying gains when rewards are noisy with the bound 2 x size x noise.")
public final class StudyNoiseJob implements Verb {
    @Mixin
    private DrawOptions draws;

    @Option(
            names = "--divergence",
            paramLabel = "NAMES",
            defaultValue = "kl,reverse-kl,chi-squared,total-variation,hellinger,jensen-shannon,l2",
            split = ",",
            description = "Divergences to look at, with commas between.")
    private List<String> divergences;

    @Option(
            names = "--lambda",
            paramLabel = "L",
            defaultValue = "5.0",
            description = "The price of divergence, in reward x size.")
    private double lambda;

    @Option(
            names = "--epsilon",
            paramLabel = "GRID",
            defaultValue = "0.01,0.02,0.05,0.1,0.2,0.5,1.0",
            converter = SweepOptions.Grid.class,
            description = "How far rewards may be off: numbers with commas between, or from:to:count.")
    private LambdaGrid epsilon;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private StudyOutput output;

    @Override
    public List<String> plan(RunContext context) {
        draws.games(false);
        tally();
        return List.of(
                "read: nothing",
                "compute: gains from lying under noise of " + Figures.count(epsilon().length, "size") + " in "
                        + Figures.count(draws.draws(), "drawn game"),
                "write: study.json, study.html, noise.csv, manifest.json below " + output.require());
    }

    @Override
    public ExitCode run(RunContext context) {
        DrawnGames games = draws.games(false);
        NoiseTally tally = tally();
        engine.validate();
        return PublishedRun.of(context, output.require(), StudyOutput::nothing, work -> {
            NoiseTally seen = work.phases()
                    .run(
                            "add noise",
                            () -> StudyPass.overDraws(
                                    work.spark(), games, draws.draws(), engine.limits(work.spark(), context), tally));
            StudyOutput.publish(
                    work,
                    NoiseStudy.of(
                            seen, epsilon(), Figures.count(seen.games(), "drawn game"), context.resultConfiguration()),
                    Map.of("games", seen.games()));
        });
    }

    private double[] epsilon() {
        return epsilon.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private NoiseTally tally() {
        return new NoiseTally(StudyRules.swMax(divergences, lambda), epsilon(), draws.seed());
    }
}
