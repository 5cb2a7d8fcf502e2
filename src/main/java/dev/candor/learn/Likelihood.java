package dev.candor.learn;

/**
 * The log-likelihood ℓ of what an agent chose, as a function of its utilities u of K candidates: concave, and blind to a
 * constant added to all of u. Up to a constant that does not depend on u.
 */
public interface Likelihood {
    /** K. */
    int items();

    /** ℓ(u); u: length K. */
    double value(double[] u);

    /**
     * Adds derivatives at u.
     *
     * @param gradient ∇ℓ is added; length K
     * @param information −∇²ℓ is added; row-major, K·K
     */
    void addDerivatives(double[] u, double[] gradient, double[] information);
}
