package dev.candor.learn.choice;

/**
 * The log-likelihood ℓ of what an agent judged, as a concave function of u: its utilities of K candidates, or its K
 * coefficients. Up to a constant that does not depend on u.
 */
public interface Likelihood {
    /** K. */
    int dimension();

    /** ℓ(u); u: length K. */
    double value(double[] u);

    /**
     * Adds derivatives at u.
     *
     * @param gradient ∇ℓ is added; length K
     * @param information −∇²ℓ is added; row-major, K·K, at least its lower triangle
     */
    void addDerivatives(double[] u, double[] gradient, double[] information);

    /**
     * The same derivatives term by term: ∇ℓ = Σ slope·x, −∇²ℓ = Σ curvature·x·xᵀ, for sums in more digits than a double has.
     *
     * @return false, and no terms, where all that is known are sums of doubles
     */
    default boolean terms(double[] u, Terms to) {
        return false;
    }

    /** Takes the terms of derivatives. */
    @FunctionalInterface
    interface Terms {
        /**
         * Takes one.
         *
         * @param x length K; not kept
         * @param curvature ≥ 0
         */
        void add(double[] x, double slope, double curvature);
    }
}
