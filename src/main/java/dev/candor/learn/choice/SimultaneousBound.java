package dev.candor.learn.choice;

import dev.candor.numeric.Normal;

/**
 * Half-widths that hold for many Gaussian errors at once: P(|e_k| ≤ z·sd_k for all k ≤ m) ≥ confidence, whatever their
 * correlations (Šidák 1967), for 2Φ(z) − 1 = confidence^{1/m}.
 */
public final class SimultaneousBound {
    private SimultaneousBound() {}

    /**
     * z.
     *
     * @param confidence in (0, 1)
     * @param errors m; 0 = nothing is uncertain, and z is 0
     */
    public static double quantile(double confidence, long errors) {
        if (errors == 0) {
            return 0;
        }
        // 1 − confidence^{1/m} without cancellation for large m.
        double beyond = -StrictMath.expm1(StrictMath.log(confidence) / errors);
        return -Normal.quantile(beyond / 2);
    }

    /** Errors of a prompt with this many candidates: two differ by their sign only, one has none. */
    public static int errors(int candidates) {
        return candidates <= 2 ? candidates - 1 : candidates;
    }
}
