package dev.candor.bench;

/** What the arithmetic of a contender costs in digits. */
final class Rounding {
    /** One rounding of a double. */
    private static final double UNIT = 0x1p-53;

    private Rounding() {}

    /**
     * Of λ·ln E[exp(−d/λ)] + E[d], as SQL writes the payment under KL. The two terms cancel up to Var(d)/2λ, and the
     * first carries λ roundings of 1: relative to the payment 2λ²/Var(d).
     */
    static double ofCancellingKl(Workload workload) {
        double lambda = workload.lambda();
        return Math.max(1e-6, 2 * UNIT * lambda * lambda / leastVariance(workload.spec()));
    }

    /**
     * Of the payments that are measured against themselves. Agents of many rewards have no less than 1/50. Of agents with
     * one reward r uniform on [0, 1], on a candidate of probability p near 1/K, it is p(1−p)r², of mean p(1−p)/3; those
     * with less than {@link Agreement#LEAST_SHARE} of the mean are measured against that.
     */
    private static double leastVariance(WorkloadSpec spec) {
        double p = 1.0 / spec.candidates();
        return spec.shape() == Shape.SINGLE_ROWS ? Agreement.LEAST_SHARE * p * (1 - p) / 3 : 1.0 / 50;
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
