package dev.candor.job.study;

import dev.candor.api.EngineSettings;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.model.ExitCode;
import dev.candor.model.LambdaGrid;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import dev.candor.study.NoiseStudy;
import dev.candor.study.NoiseTally;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What lying gains when the mechanism works from noisy rewards, beside its bound. */
@Command(
        name = "study-noise",
        description = "Compare the gain of lying under noisy rewards with the bound 2 x size x noise.")
public final class StudyNoiseJob implements Verb {
    private static final Setting<LambdaGrid> EPSILON = Setting.of(
                    "epsilon", "GRID", LambdaGrid.class, LambdaGrid::parse)
            .orElse("0.01,0.02,0.05,0.1,0.2,0.5,1.0")
            .saying("The largest errors of rewards: numbers separated by commas, or from:to:count.");

    private final Values values = new Values(List.of(EPSILON, EngineSettings.BROADCAST_LIMIT_MIB));

    @Mixin
    private DrawOptions draws;

    @Option(
            names = "--divergence",
            paramLabel = "NAMES",
            defaultValue = StudyRules.DIVERGENCES,
            split = ",",
            description = "Divergences to study, separated by commas.")
    private List<String> divergences;

    @Mixin
    private StudyOutput output;

    @Override
    public Values values() {
        return values;
    }

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
        return output.ofDraws(
                context,
                values,
                "add noise",
                draws.games(false),
                draws.draws(),
                tally(),
                seen -> NoiseStudy.of(
                        seen, epsilon(), Figures.count(seen.games(), "drawn game"), context.resultConfiguration()));
    }

    private double[] epsilon() {
        return values.get(EPSILON).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private NoiseTally tally() {
        return new NoiseTally(StudyRules.swMax(divergences, draws.lambda()), epsilon(), draws.seed());
    }
}
