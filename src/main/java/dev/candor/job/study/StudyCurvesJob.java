package dev.candor.job.study;

import dev.candor.api.settings.EngineSettings;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.model.ExitCode;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
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

/** The paper's curves and tables, computed. */
@Command(
        name = "study-curves",
        description = "Valuation, payment and utility as functions of an agent's report; the paper's Table "
                + "1 and tables of menus.")
public final class StudyCurvesJob implements Verb {
    private static final int GROUPS = 5;
    private static final int ANSWERS = 10;
    private static final double TOP = 3;

    private static final Setting<List<String>> SIZES = Setting.list("sizes", "SIZES")
            .orElse("3:7,5:5,7:3")
            .saying("Sizes of the groups of each curve, separated by colons; the first group lies.");

    private static final Setting<Integer> STEPS =
            Setting.whole("steps", "N").orElse("60").saying("Steps of a curve from 0 to 3, 2 to 10,000.");

    private static final Setting<String> DIVERGENCE =
            Setting.text("divergence", "NAME").orElse("kl").saying("Divergence of the curves; Table 1 uses kl.");

    private static final Setting<Double> LAMBDA = Setting.number("lambda", "L")
            .orElse("5.0")
            .saying("The price of divergence of the curves, in reward x size.");

    private static final Setting<Long> DRAWS =
            Setting.count("draws", "N").orElse("100000").saying("Random games of Table 1.");

    private static final Setting<Double> TABLE_LAMBDA = Setting.number("table-lambda", "L")
            .orElse("0.1")
            .saying("The price of divergence of Table 1; rewards sum to 1 there.");

    private static final Setting<Long> SEED =
            Setting.count("seed", "SEED").orElse("1").saying("Same seed, same games.");

    private final Values values = new Values(
            List.of(SIZES, STEPS, DIVERGENCE, LAMBDA, DRAWS, TABLE_LAMBDA, SEED, EngineSettings.BROADCAST_LIMIT_MIB));

    @Mixin
    private StudyOutput output;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        games();
        rule();
        tally();
        return List.of(
                "read: nothing",
                "compute: curves of " + Figures.count(values.get(SIZES).size(), "game") + " and a mean over "
                        + Figures.count(values.get(DRAWS), "drawn game"),
                "write: study.json, study.html, curves.csv, table-1.csv, three-groups.csv, manifest.json below "
                        + output.require());
    }

    @Override
    public ExitCode run(RunContext context) {
        Map<String, Game> groups = games();
        WelfareMaximising rule = rule();
        return output.ofDraws(
                context,
                values,
                "draw games",
                new DrawnGames(GROUPS, ANSWERS, RewardDomain.SUM, values.get(SEED), false),
                values.get(DRAWS),
                tally(),
                seen -> CurvesStudy.of(rule, groups, values.get(STEPS), TOP, seen, context.resultConfiguration()));
    }

    private WelfareMaximising rule() {
        return StudyRules.swMax(values.get(DIVERGENCE), values.get(LAMBDA));
    }

    private TableOneTally tally() {
        DrawSettings.requireWithin(DRAWS, values.get(DRAWS), 2, 100_000_000);
        DrawSettings.requireWithin(STEPS, values.get(STEPS), 2, 10_000);
        return new TableOneTally(StudyRules.swMax("kl", values.get(TABLE_LAMBDA)), CurvesStudy.epsilon());
    }

    /** Sizes as typed, to their game. */
    private Map<String, Game> games() {
        Map<String, Game> games = new LinkedHashMap<>();
        for (String typed : values.get(SIZES)) {
            double[] size = numbers(typed);
            games.put(
                    typed.strip(),
                    CurvesStudy.groups(
                            size, new DrawnGames(size.length, ANSWERS, RewardDomain.MAX, values.get(SEED), false)));
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
