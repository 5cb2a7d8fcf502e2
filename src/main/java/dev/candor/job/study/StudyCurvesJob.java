package dev.candor.job.study;

import dev.candor.api.EngineSettings;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.model.ExitCode;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import dev.candor.setting.Values;
import dev.candor.study.CurvesStudy;
import dev.candor.study.DrawnGames;
import dev.candor.study.Game;
import dev.candor.study.TableOneTally;
import dev.candor.study.WelfareMaximising;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The paper's curves and tables, computed. */
@Command(
        name = "study-curves",
        description = "Valuation, payment and utility as functions of an agent's report; the paper's Table "
                + "1 and tables of menus.")
public final class StudyCurvesJob implements Verb {
    private static final int GROUPS = 5;
    private static final int ANSWERS = 10;
    private static final double TOP = 3;

    private final Values values = new Values(EngineSettings.ALL);

    @Option(
            names = "--sizes",
            paramLabel = "SIZES",
            defaultValue = "3:7,5:5,7:3",
            split = ",",
            description = "Sizes of the groups of each curve, separated by colons; the first group lies.")
    private List<String> sizes;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "60",
            description = "Steps of a curve from 0 to 3, 2 to 10,000.")
    private int steps;

    @Option(
            names = "--divergence",
            paramLabel = "NAME",
            defaultValue = "kl",
            description = "Divergence of the curves; Table 1 uses kl.")
    private String divergence;

    @Option(
            names = "--lambda",
            paramLabel = "L",
            defaultValue = "5.0",
            description = "The price of divergence of the curves, in reward x size.")
    private double lambda;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Number of random games" + " for Table 1.")
    private long draws;

    @Option(
            names = "--table-lambda",
            paramLabel = "L",
            defaultValue = "0.1",
            description = "The price of divergence of Table 1; rewards sum to 1 there.")
    private double tableLambda;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1", description = "Same seed, same games.")
    private long seed;

    @Mixin
    private StudyOutput output;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        games();
        StudyRules.swMax(divergence, lambda);
        tally();
        return List.of(
                "read: nothing",
                "compute: curves of " + Figures.count(sizes.size(), "game") + " and a mean over "
                        + Figures.count(draws, "drawn game"),
                "write: study.json, study.html, curves.csv, table-1.csv, three-groups.csv, manifest.json below "
                        + output.require());
    }

    @Override
    public ExitCode run(RunContext context) {
        Map<String, Game> groups = games();
        WelfareMaximising rule = StudyRules.swMax(divergence, lambda);
        return output.ofDraws(
                context,
                values,
                "draw games",
                new DrawnGames(GROUPS, ANSWERS, RewardDomain.SUM, seed, false),
                draws,
                tally(),
                seen -> CurvesStudy.of(rule, groups, steps, TOP, seen, context.resultConfiguration()));
    }

    private TableOneTally tally() {
        DrawOptions.requireWithin("--draws", draws, 2, 100_000_000);
        DrawOptions.requireWithin("--steps", steps, 2, 10_000);
        return new TableOneTally(StudyRules.swMax("kl", tableLambda), CurvesStudy.epsilon());
    }

    /** Sizes as typed, to their game. */
    private Map<String, Game> games() {
        Map<String, Game> games = new LinkedHashMap<>();
        for (String typed : sizes) {
            double[] size = numbers(typed);
            games.put(
                    typed.strip(),
                    CurvesStudy.groups(size, new DrawnGames(size.length, ANSWERS, RewardDomain.MAX, seed, false)));
        }
        return games;
    }

    private static double[] numbers(String typed) {
        try {
            double[] size = Arrays.stream(typed.split(":", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            if (size.length >= 2 && size.length <= 100 && Arrays.stream(size).allMatch(w -> w > 0 && w <= 1e6)) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw UserException.configuration("Cannot draw curves for groups of sizes '" + typed
                + "': write two numbers > 0 or more with colons between, as in 3:7. Correct --sizes.");
    }
}
