package dev.candor.learn;

/**
 * E f(Z) ≈ w_0·f(0) + Σ_k w_k·(f(z_k) + f(−z_k)) for Z ~ N(0, 1): exact for polynomials up to degree 13 (Abramowitz & Stegun
 * 1964, 25.4.46, in units of the standard deviation).
 */
final class GaussHermite {
    /** Of z ≥ 0, 0 the first. */
    static final int NODES = 4;

    private static final double[] NODE = {0, 1.1544053947399682, 2.3667594107345415, 3.750439717725742};
    private static final double[] WEIGHT = {
        0.45714285714285713, 0.2401231786050127, 0.03075712396758651, 5.482688559722178e-4
    };

    private GaussHermite() {}

    /** z_k. */
    static double node(int k) {
        return NODE[k];
    }

    /** w_k. */
    static double weight(int k) {
        return WEIGHT[k];
    }
}
