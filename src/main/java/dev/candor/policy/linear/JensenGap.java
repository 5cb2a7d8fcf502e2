package dev.candor.policy.linear;

import dev.candor.numeric.Compensated;
import dev.candor.numeric.Stable;

/** log E[exp y] − E[y] ≥ 0, the excess of Jensen's inequality, without the difference. */
final class JensenGap {
    /** Spread of y up to which ψ is summed; beyond it nothing cancels. */
    static final double SMALL = 1;

    private JensenGap() {}

    /** E[y], for masses that sum to 1. */
    static double mean(double[] mass, double[] y) {
        Compensated mean = new Compensated();
        for (int x = 0; x < y.length; x++) {
            mean.add(mass[x], y[x]);
        }
        return mean.value();
    }

    /** log(1 + E[ψ(y − E[y])]), for a spread of y up to {@link #SMALL}. */
    static double of(double[] mass, double[] y, double mean) {
        double excess = 0;
        for (int x = 0; x < y.length; x++) {
            excess += mass[x] * Stable.psi(y[x] - mean);
        }
        return Stable.log1pOfExcess(excess);
    }

    /** ψ(v)/v², increasing in v, ½ at 0. */
    static double ratio(double v) {
        return Math.abs(v) <= 0x1p-9
                ? 1.0 / 2 + v * (1.0 / 6 + v * (1.0 / 24 + v * (1.0 / 120 + v * (1.0 / 720))))
                : Stable.psi(v) / (v * v);
    }
}
