package dev.candor.study;

import dev.candor.model.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The paper's Figure 2, Table 1 and tables of three groups, as computed here and as printed there. */
public final class CurvesStudy {
    /** ε of Table 1, and what the paper prints: change of valuation × 10², of utility × 10⁴. */
    private static final double[] EPSILON = {.001, .002, .005, .01, .02, .05, .1};

    private static final double[] PRINTED_VALUATION = {.1073, .2096, .4881, .8667, 1.3674, 1.7978, 1.8154};
    private static final double[] PRINTED_UTILITY = {-.1064, -.4135, -2.3696, -8.1557, -23.7334, -53.1552, -55.8977};

    private static final List<String> NOTES = List.of(
            "Curves: the first group of a drawn game says it is α times its size, or wants β·r + (1−β)·r₋. Valuations and"
                    + " utilities are by its true rewards and size.",
            "Table 1: the paper states neither λ, nor π0, nor the normalisation. Here: rewards of sum 1, π0 uniform, kl, and ε"
                    + " cut to min{1 − max r, min r}. Compare the shape, not the digits.",
            "Tables of three groups: the catalog class on a menu that was solved back from the printed tables.");

    private CurvesStudy() {}

    /** ε of Table 1. */
    public static double[] epsilon() {
        return EPSILON.clone();
    }

    /** A game of groups with these sizes: rewards of the first game drawn, n groups, K candidates. */
    public static Game groups(double[] size, DrawnGames games) {
        Game drawn = games.game(0);
        Game sized = drawn;
        for (int i = 0; i < size.length; i++) {
            sized = sized.with(i, sized.reward(i), size[i]);
        }
        return sized;
    }

    /**
     * The study.
     *
     * @param sizes as they are written, to the game of groups with these sizes
     * @param top the largest α and β
     */
    public static Study of(
            WelfareMaximising rule,
            Map<String, Game> sizes,
            int steps,
            double top,
            TableOneTally one,
            Map<String, String> settings) {
        List<List<Object>> rows = new ArrayList<>();
        List<List<LieCurve>> bySize = new ArrayList<>();
        List<List<LieCurve>> byPreference = new ArrayList<>();
        sizes.forEach((name, game) -> {
            List<LieCurve> size = new ArrayList<>();
            List<LieCurve> preference = new ArrayList<>();
            for (int k = 0; k <= steps; k++) {
                size.add(LieCurve.ofSize(rule, game, k * top / steps));
                preference.add(LieCurve.ofPreference(rule, game, k * top / steps));
            }
            size.forEach(point -> rows.add(row(name, "alpha", point)));
            preference.forEach(point -> rows.add(row(name, "beta", point)));
            bySize.add(size);
            byPreference.add(preference);
        });
        List<String> names = List.copyOf(sizes.keySet());
        return new Study(
                "curves",
                "What an agent gets for what it says",
                lead(one),
                settings,
                List.of(table1(one), menus(), curves(rows)),
                List.of(
                        chart("size", "Claiming α times the size", "α, claimed size / true size", names, bySize),
                        chart(
                                "preference",
                                "Saying one wants β·r + (1−β)·what the others want",
                                "β, 1 is the truth",
                                names,
                                byPreference)),
                NOTES);
    }

    private static List<Object> row(String sizes, String parameter, LieCurve point) {
        return List.of(sizes, parameter, point.told(), point.valuation(), point.payment(), point.utility());
    }

    private static Study.Chart chart(
            String name, String title, String across, List<String> names, List<List<LieCurve>> curves) {
        return new Study.Chart(
                name,
                title,
                "The first group's valuation, payment and utility, one curve for the sizes of the groups. Utility is largest"
                        + " at 1, the truth.",
                names,
                List.of(
                        panel("Valuation w·v", across, curves, LieCurve::valuation),
                        panel("Payment p", across, curves, LieCurve::payment),
                        panel("Utility w·v − p", across, curves, LieCurve::utility)));
    }

    private static Study.Panel panel(
            String title, String across, List<List<LieCurve>> curves, ToDoubleFunction<LieCurve> figure) {
        return new Study.Panel(
                title,
                across,
                curves.stream()
                        .map(curve -> curve.stream()
                                .map(point -> new Study.Point(point.told(), figure.applyAsDouble(point)))
                                .toList())
                        .toList());
    }

    private static Study.Table curves(List<List<Object>> rows) {
        return new Study.Table(
                "curves",
                "The points of both charts.",
                false,
                List.of("sizes", "parameter", "told", "valuation", "payment", "utility"),
                rows);
    }

    private static Study.Table table1(TableOneTally one) {
        List<List<Object>> rows = new ArrayList<>();
        for (int e = 0; e < EPSILON.length; e++) {
            rows.add(List.of(
                    EPSILON[e],
                    1e2 * one.valuation(e),
                    1e2 * one.valuationError(e),
                    PRINTED_VALUATION[e],
                    1e4 * one.utility(e),
                    1e4 * one.utilityError(e),
                    PRINTED_UTILITY[e],
                    one.cut(e)));
        }
        return new Study.Table(
                "table-1",
                "What moving ε from the worst answer to the best changes: valuation × 10², utility with payments × 10⁴, each"
                        + " with its standard error and as the paper prints it; cut: share of games that do not allow ε.",
                true,
                List.of("epsilon", "dv_1e2", "se", "paper_dv", "du_1e4", "se_u", "paper_du", "cut"),
                rows);
    }

    private static Study.Table menus() {
        return new Study.Table(
                "three-groups",
                "The first of three groups says it is α times its size: ours, then as printed.",
                true,
                List.of(
                        "sizes",
                        "alpha",
                        "value",
                        "utility",
                        "welfare",
                        "paper_value",
                        "paper_utility",
                        "paper_welfare"),
                PaperMenu.lines().stream().map(CurvesStudy::menu).toList());
    }

    private static List<Object> menu(PaperMenu.Line line) {
        return List.of(
                line.sizes(),
                line.alpha(),
                rounded(line.valuation()),
                rounded(line.utility()),
                rounded(line.welfare()),
                line.printedValuation(),
                line.printedUtility(),
                line.printedWelfare());
    }

    /** Sums of a few decimals, without what doubles add to them. */
    private static double rounded(double value) {
        return Math.rint(value * 1e10) / 1e10;
    }

    private static String lead(TableOneTally one) {
        return String.format(
                Locale.ROOT,
                "Without payments, moving %s of reward from the answer liked least to the one liked best gains %.5f on average"
                        + " over %,d drawn games; with payments the same lie loses %.5f. Saying one is larger, or more"
                        + " extreme, buys a better model for more than it is worth.",
                Double.toString(EPSILON[3]),
                one.valuation(3),
                one.games(),
                -one.utility(3));
    }
}
