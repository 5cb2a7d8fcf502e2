package dev.candor.job.study;

import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.model.ExitCode;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import dev.candor.study.DrawnGames;
import dev.candor.study.ImplementabilityStudy;
import dev.candor.study.ImplementabilityTally;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Cycle monotonicity of training rules over sampled types. */
@Command(
        name = "study-implementability",
        description = "Search training rules for cycles of types that no payments can make truthful.")
public final class StudyImplementabilityJob implements Verb {
    private static final int MOST_TYPES = 500;

    private static final Setting<List<String>> RULES =
            Setting.list("rules", "NAMES").orElse(StudyRules.ALL).saying("Training rules, as in study necessity.");

    private static final Setting<Integer> TYPES =
            Setting.whole("types", "N").orElse("30").saying("Types of the first agent of each game, sampled.");

    private final Values values = DrawSettings.with(List.of(RULES, TYPES));

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
                "compute: cycles of least mean among " + values.get(TYPES) + " types in "
                        + Figures.count(values.get(DrawSettings.DRAWS), "drawn game"),
                "write: study.json, study.html, implementability.csv, cycles.csv, manifest.json below "
                        + output.require());
    }

    @Override
    public ExitCode run(RunContext context) {
        return output.ofDraws(
                context,
                values,
                "search for cycles",
                DrawSettings.games(values, false),
                values.get(DrawSettings.DRAWS),
                tally(),
                seen -> ImplementabilityStudy.of(
                        seen, Figures.count(seen.games(), "drawn game"), context.resultConfiguration()));
    }

    private ImplementabilityTally tally() {
        DrawSettings.requireWithin(TYPES, values.get(TYPES), 2, MOST_TYPES);
        return new ImplementabilityTally(
                StudyRules.of(values.get(RULES), values.get(DrawSettings.LAMBDA), DrawnGames.TYPICAL_SIZE),
                DrawSettings.domain(values),
                values.get(TYPES),
                values.get(DrawSettings.SEED));
    }
}
