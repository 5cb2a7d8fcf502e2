package dev.candor.report;

import static dev.candor.report.GoldenSettlements.HOSTILE;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.Study;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Frontiers and a study that take every branch of their files. */
final class GoldenSweeps {
    static final Map<String, Frontier> FRONTIERS = Map.of(
            "full",
            new Frontier(
                    "tab<ular>",
                    "affine & maximiser",
                    "none",
                    "unrestricted",
                    new Counts(1200, 1100, 40, 160, 1_234_567, 12, 3),
                    List.of(
                            point("kl", 0.1, 5, 0.5, 2, new PaymentConcentration(0.25, 0.5, 7.5, 1100, 1000)),
                            point("kl", 10, 4.5, 1e-9, 1, new PaymentConcentration(0.5, 1, 2, 1100, 5)),
                            point("l2 <x>", 3, 4, 0, 0, new PaymentConcentration(0, 0, 0, 1100, 0))),
                    List.of("Mind.", HOSTILE),
                    GoldenSettlements.STAGES),
            "one",
            new Frontier(
                    "catalog",
                    "none",
                    "max",
                    "max",
                    new Counts(1, 1, 1, 1, 1, 0, 0),
                    List.of(point("given", 1, -2.5, 3, 0, new PaymentConcentration(0, 0, 0, 1, 0))),
                    List.of(),
                    List.of()));

    static final Study STUDY = new Study(
            "sample & more",
            "Is <b> safe?",
            HOSTILE,
            settings(),
            List.of(
                    new Study.Table(
                            "figures",
                            "What was <found>.",
                            true,
                            List.of("rule", "count", "share_of_all"),
                            List.of(List.of(HOSTILE, 1234L, 1.0 / 3), List.of("<i>", 0L, -1e-7))),
                    new Study.Table(
                            "three-groups",
                            "Two columns.",
                            false,
                            List.of("k", "k_squared"),
                            LongStream.range(0, 61)
                                    .mapToObj(k -> List.<Object>of(k, (double) (k * k)))
                                    .toList()),
                    new Study.Table("none", "Nothing.", false, List.of("k"), List.of())),
            List.of(
                    new Study.Chart(
                            "curve",
                            "A <curve>",
                            "It & rises.",
                            List.of("kl", "l2"),
                            List.of(new Study.Panel("up", "x", List.of(line(1), line(-2))))),
                    new Study.Bars(
                            "shares",
                            "Two <bars>",
                            "One is half as long.",
                            List.of(new Study.Bar("a<b", 0.5, "50 %"), new Study.Bar("c", 0.25, "<25 %")))),
            List.of("Mind <this>.", HOSTILE));

    private GoldenSweeps() {}

    private static FrontierPoint point(
            String divergence,
            double lambda,
            double welfare,
            double distance,
            double revenue,
            PaymentConcentration concentration) {
        return new FrontierPoint(
                divergence, lambda, welfare, 3, welfare + lambda * distance, distance, revenue, concentration);
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("seed", "1");
        settings.put("agents <n>", HOSTILE);
        return settings;
    }

    private static List<Study.Point> line(double slope) {
        return List.of(new Study.Point(0, 0), new Study.Point(1, slope), new Study.Point(2, 2 * slope));
    }
}
