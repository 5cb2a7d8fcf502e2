package dev.candor.policy.linear;

import java.util.Arrays;

/**
 * Up to a few hundred agents side by side: coefficient j of all of them is one row, so that every inner loop runs over
 * agents and does the same to each. No sum crosses agents, hence no result depends on who shares the tile.
 *
 * <p>The product of two candidates with four features a pass is the largest body that the compiler of Java 17 still turns
 * into vector instructions with its default limits; larger ones fall back to scalars and take twice as long.
 */
final class AgentTile {
    /** Up to this |u|, five terms of ψ leave out less than 2⁻⁵⁵ of it. */
    static final double SHORT = 0x1p-9;
    /** Up to this, fourteen. */
    static final double LONG = 0.5;

    private static final double C2 = 1.0 / 2;
    private static final double C3 = 1.0 / 6;
    private static final double C4 = 1.0 / 24;
    private static final double C5 = 1.0 / 120;
    private static final double C6 = 1.0 / 720;
    private static final double C7 = 1.0 / 5040;
    private static final double C8 = 1.0 / 40320;
    private static final double C9 = 1.0 / 362880;
    private static final double C10 = 1.0 / 3628800;
    private static final double C11 = 1.0 / 39916800;
    private static final double C12 = 1.0 / 479001600;
    private static final double C13 = 1.0 / 6227020800L;
    private static final double C14 = 1.0 / 87178291200L;
    private static final double C15 = 1.0 / 1307674368000L;

    /** Index in the batch, by rising reach. */
    final int[] agent;
    /** ‖κwβ/λ‖₂, rising. */
    private final double[] reach;
    /** −κwβ_j/λ, one row a feature, zeros where features are padded. */
    private final double[][] slope;

    /** Agents order[from .. to) of the batch, which rise in {@code reachOf}. */
    AgentTile(AgentBatch batch, double lambda, Integer[] order, double[] reachOf, int from, int to) {
        agent = Arrays.stream(order, from, to).mapToInt(Integer::intValue).toArray();
        reach = Arrays.stream(agent).mapToDouble(i -> reachOf[i]).toArray();
        slope = new double[SolvedFeatures.padded(batch.features())][agent.length];
        for (int i = 0; i < agent.length; i++) {
            for (int j = 0; j < batch.features(); j++) {
                slope[j][i] = batch.slope(agent[i], j, lambda);
            }
        }
    }

    int size() {
        return agent.length;
    }

    /** How many agents, the first, have |u| ≤ bound wherever ‖φ − E[φ]‖₂ ≤ radius. */
    int within(double bound, double radius) {
        int low = 0;
        int high = reach.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (reach[middle] * radius <= bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** u of every agent on the candidate whose centred features lie at {@code row}; a multiple of four. */
    void product(double[] centred, int row, double[] u) {
        Arrays.fill(u, 0, size(), 0);
        for (int j = 0; j < slope.length; j += SolvedFeatures.LANE) {
            addFour(centred, row + j, j, u, size());
        }
    }

    /** The same for two candidates: the same bits. */
    void product(double[] centred, int row, int nextRow, double[] u, double[] next) {
        Arrays.fill(u, 0, size(), 0);
        Arrays.fill(next, 0, size(), 0);
        for (int j = 0; j < slope.length; j += SolvedFeatures.LANE) {
            addFour(centred, row + j, nextRow + j, j, u, next, size());
        }
    }

    private void addFour(double[] centred, int at, int j, double[] u, int size) {
        double[] s0 = slope[j];
        double[] s1 = slope[j + 1];
        double[] s2 = slope[j + 2];
        double[] s3 = slope[j + 3];
        double a0 = centred[at];
        double a1 = centred[at + 1];
        double a2 = centred[at + 2];
        double a3 = centred[at + 3];
        for (int i = 0; i < size; i++) {
            u[i] = Math.fma(a3, s3[i], Math.fma(a2, s2[i], Math.fma(a1, s1[i], Math.fma(a0, s0[i], u[i]))));
        }
    }

    private void addFour(double[] centred, int at, int nextAt, int j, double[] u, double[] next, int size) {
        double[] s0 = slope[j];
        double[] s1 = slope[j + 1];
        double[] s2 = slope[j + 2];
        double[] s3 = slope[j + 3];
        double a0 = centred[at];
        double a1 = centred[at + 1];
        double a2 = centred[at + 2];
        double a3 = centred[at + 3];
        double b0 = centred[nextAt];
        double b1 = centred[nextAt + 1];
        double b2 = centred[nextAt + 2];
        double b3 = centred[nextAt + 3];
        for (int i = 0; i < size; i++) {
            u[i] = Math.fma(a3, s3[i], Math.fma(a2, s2[i], Math.fma(a1, s1[i], Math.fma(a0, s0[i], u[i]))));
            next[i] = Math.fma(b3, s3[i], Math.fma(b2, s2[i], Math.fma(b1, s1[i], Math.fma(b0, s0[i], next[i]))));
        }
    }

    /** u of agent i alone: the same bits as {@link #product}. */
    double productOf(int i, double[] centred, int row) {
        double u = 0;
        for (int j = 0; j < slope.length; j++) {
            u = Math.fma(centred[row + j], slope[j][i], u);
        }
        return u;
    }

    /** Adds prob·ψ(u) to the excess of agents [from, to), whose |u| ≤ {@link #SHORT}. */
    static void addShort(double prob, double[] u, double[] excess, int from, int to) {
        for (int i = from; i < to; i++) {
            double x = u[i];
            excess[i] += prob * (x * x * (C2 + x * (C3 + x * (C4 + x * (C5 + x * C6)))));
        }
    }

    /** The same where |u| ≤ {@link #LONG}: even and odd powers apart. */
    static void addLong(double prob, double[] u, double[] excess, int from, int to) {
        for (int i = from; i < to; i++) {
            double x = u[i];
            double v = x * x;
            double even = C2 + v * (C4 + v * (C6 + v * (C8 + v * (C10 + v * (C12 + v * C14)))));
            double odd = C3 + v * (C5 + v * (C7 + v * (C9 + v * (C11 + v * (C13 + v * C15)))));
            excess[i] += prob * (v * (even + x * odd));
        }
    }
}
