package dev.candor.bench;

/** What the arithmetic of a contender costs in digits. */
final class Rounding {
    /** One rounding of a double. */
    private static final double UNIT = 0x1p-53;

    private Rounding() {}

    /**
     * Of λ·ln E[exp(−d/λ)] + E[d], as SQL writes the payment under KL. The two terms cancel up to Var(d)/2λ, and the
     * first carries λ roundings of 1: relative to the payment 2λ²/Var(d), here with Var(d) no less than 1/50.
     */
    static double ofCancellingKl(double lambda) {
        return Math.max(1e-6, 100 * UNIT * lambda * lambda);
    }

    /** Of E[d²] − E[d]², as SQL writes the variance. */
    static double ofCancellingVariance() {
        return 1e-6;
    }

    /** Of plain sums of doubles where every summand is ≥ 0. */
    static double ofPlainSums() {
        return 1e-12;
    }
}
