package dev.candor.job.study;

import dev.candor.api.EngineSettings;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.model.ExitCode;
import dev.candor.setting.Values;
import dev.candor.study.DrawnGames;
import dev.candor.study.ImplementabilityStudy;
import dev.candor.study.ImplementabilityTally;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cycle monotonicity of training rules over sampled types. */
@Command(
        name = "study-implementability",
        description = "Search training rules for cycles of types that no payments can make truthful.")
public final class StudyImplementabilityJob implements Verb {
    private static final int MOST_TYPES = 500;

    private final Values values = new Values(EngineSettings.ALL);

    @Mixin
    private DrawOptions draws;

    @Option(
            names = "--rules",
            paramLabel = "NAMES",
            defaultValue = StudyRules.ALL,
            split = ",",
            description = "Training rules, as in study necessity.")
    private List<String> rules;

    @Option(
            names = "--types",
            paramLabel = "N",
            defaultValue = "30",
            description = "Types of the first agent of each game, sampled.")
    private int types;

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
                "compute: cycles of least mean among " + types + " types in "
                        + Figures.count(draws.draws(), "drawn game"),
                "write: study.json, study.html, implementability.csv, cycles.csv, manifest.json below "
                        + output.require());
    }

    @Override
    public ExitCode run(RunContext context) {
        return output.ofDraws(
                context,
                values,
                "search for cycles",
                draws.games(false),
                draws.draws(),
                tally(),
                seen -> ImplementabilityStudy.of(
                        seen, Figures.count(seen.games(), "drawn game"), context.resultConfiguration()));
    }

    private ImplementabilityTally tally() {
        DrawOptions.requireWithin("--types", types, 2, MOST_TYPES);
        return new ImplementabilityTally(
                StudyRules.of(rules, draws.lambda(), DrawnGames.TYPICAL_SIZE), draws.domain(), types, draws.seed());
    }
}
