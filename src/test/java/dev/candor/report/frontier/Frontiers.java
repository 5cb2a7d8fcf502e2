package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Stage;
import java.util.ArrayList;
import java.util.List;

/** Frontiers to render. */
final class Frontiers {
    private static final double GAP = 12;
    private static final double REFERENCE = 36;

    private Frontiers() {}

    /** Nine λ from 0.1 to 1000 under kl and total-variation. */
    static Frontier everyday() {
        List<FrontierPoint> points = new ArrayList<>();
        for (String divergence : List.of("kl", "total-variation")) {
            double unit = divergence.equals("kl") ? 1 : 0.45;
            for (int i = 0; i < 9; i++) {
                points.add(point(divergence, 0.1 * StrictMath.pow(10, i / 2.0), unit));
            }
        }
        return of(points, List.of("37 rewards are negative: individual rationality is not guaranteed."));
    }

    static Frontier of(List<FrontierPoint> points, List<String> notes) {
        return new Frontier(
                "tabular",
                "affine-maximiser",
                "none",
                "unrestricted",
                new Counts(1200, 1200, 40, 160, 1_234_567, 12, 3),
                points,
                notes,
                List.of(new Stage("sweep", 160, 812)));
    }

    /** Two answers, equally likely at first, one better by {@link #GAP}; D is {@code unit} × KL. */
    static FrontierPoint point(String divergence, double lambda, double unit) {
        double better = 1 / (1 + StrictMath.exp(-GAP / (lambda * unit)));
        double worse = 1 / (1 + StrictMath.exp(GAP / (lambda * unit)));
        double value = REFERENCE + GAP * (better - 0.5);
        double distance = unit * (StrictMath.log(2) + better * StrictMath.log(better) + term(worse));
        double revenue = GAP * GAP / lambda * better * worse + GAP / 4 * better;
        double top = Math.min(0.9, 0.2 + 0.1 / StrictMath.sqrt(lambda));
        return new FrontierPoint(
                divergence,
                lambda,
                value - lambda * Math.max(0, distance),
                REFERENCE,
                value,
                Math.max(0, distance),
                revenue,
                PaymentConcentration.of(
                        revenue,
                        top * revenue,
                        Math.min(1, 2 * top) * revenue,
                        top * top * revenue * revenue * 1.2,
                        1200,
                        1100));
    }

    private static double term(double share) {
        return share > 0 ? share * StrictMath.log(share) : 0;
    }

    static FrontierPoint point(String divergence, double lambda, double welfare, double value, double distance) {
        return new FrontierPoint(
                divergence, lambda, welfare, welfare, value, distance, 0, PaymentConcentration.of(0, 0, 0, 0, 3, 0));
    }
}
