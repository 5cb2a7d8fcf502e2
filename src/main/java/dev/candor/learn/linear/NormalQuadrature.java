package dev.candor.learn.linear;

/**
 * E f(Z) ≈ Σ_k w_k·f(h·k) for Z ~ N(0, 1), k from −{@value #REACH} to {@value #REACH}: the trapezoidal rule, whose error for
 * f analytic within a distance a of the real line is about e^{−2πa/h} (Trefethen & Weideman 2014), besides the 6·10⁻⁵ of the
 * normal distribution that lie beyond its ends. Nodes lie evenly, so that exponentials at them are powers of one.
 */
final class NormalQuadrature {
    static final int REACH = 5;
    static final int NODES = 2 * REACH + 1;
    /** h. */
    static final double STEP = 0.8;

    private static final double[] WEIGHT = new double[NODES];

    static {
        double sum = 0;
        for (int k = 0; k < NODES; k++) {
            double z = STEP * (k - REACH);
            WEIGHT[k] = StrictMath.exp(-z * z / 2);
            sum += WEIGHT[k];
        }
        for (int k = 0; k < NODES; k++) {
            WEIGHT[k] /= sum;
        }
    }

    private NormalQuadrature() {}

    /** w of node k − {@value #REACH}, k from 0. */
    static double weight(int k) {
        return WEIGHT[k];
    }
}
