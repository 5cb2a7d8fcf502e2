package dev.candor.job.study;

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

/** What lying gains when the mechanism works from noisy rewards, beside its bound. */
@Command(
        name = "study-noise",
        description = "Compare the gain of lying under noisy rewards with the bound 2 x size x noise.")
public final class StudyNoiseJob implements Verb {
    private static final Setting<LambdaGrid> EPSILON = Setting.of(
                    "epsilon", "GRID", LambdaGrid.class, LambdaGrid::parse)
            .orElse("0.01,0.02,0.05,0.1,0.2,0.5,1.0")
            .saying("The largest errors of rewards: numbers separated by commas, or from:to:count.");

    private static final Setting<List<String>> DIVERGENCE = Setting.list("divergence", "NAMES")
            .orElse(StudyRules.DIVERGENCES)
            .saying("Divergences to study, separated by commas.");

    private final Values values = DrawSettings.with(List.of(DIVERGENCE, EPSILON));

    @Mixin
    private StudyOutput output;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        DrawSettings.games(values, false);
        tally();
        return List.of(
                "read: nothing",
                "compute: gains from lying under noise of " + Figures.count(epsilon().length, "size") + " in "
                        + Figures.count(values.get(DrawSettings.DRAWS), "drawn game"),
                "write: study.json, study.html, noise.csv, manifest.json below " + output.require());
    }

    @Override
    public ExitCode run(RunContext context) {
        return output.ofDraws(
                context,
                values,
                "add noise",
                DrawSettings.games(values, false),
                values.get(DrawSettings.DRAWS),
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
        return new NoiseTally(
                StudyRules.swMax(values.get(DIVERGENCE), values.get(DrawSettings.LAMBDA)),
                epsilon(),
                values.get(DrawSettings.SEED));
    }
}
