package dev.candor.divergence;

/**
 * The two divergences whose optimum is a clipped linear function of S: π_x = m_x·max(0, A_x).
 *
 * <p>chi-squared has m = π0 and A = 1 + (S−ν)/2λ, l2 has m = 1 and A = π0 + (S−ν)/2λ. {@code dual} is A, negative where
 * the optimum drops the candidate. Without the agent A becomes B = A + t/2 with t_x = −(d_x/λ + η), η the root of
 * Σ m (B₊ − A₊) = 0; then κp = λ Σ m·β(A, t), each β ≥ 0 the Bregman divergence of the squared positive part.
 */
final class WaterLevel {
    private WaterLevel() {}

    /**
     * Solves Σ m·max(0, level + base_x) = 1 for the level by Michelot's active-set iteration: from all candidates, drop
     * those below 0 until none is.
     *
     * @param measure m, or null for 1
     */
    static double level(double[] measure, double[] base) {
        boolean[] dropped = new boolean[base.length];
        while (true) {
            double mass = 0;
            double sum = 0;
            for (int x = 0; x < base.length; x++) {
                if (!dropped[x]) {
                    double m = measure == null ? 1 : measure[x];
                    mass += m;
                    sum += m * base[x];
                }
            }
            double level = (1 - sum) / mass;
            boolean changed = false;
            for (int x = 0; x < base.length; x++) {
                if (!dropped[x] && level + base[x] < 0) {
                    dropped[x] = true;
                    changed = true;
                }
            }
            if (!changed) {
                return level;
            }
        }
    }

    /**
     * Σ_x m_x·β(A_x, t_x) at the best η, for the K candidates from {@code offset}.
     *
     * @param shift d/λ up to a constant, length K
     */
    static double bregman(double[] measure, double[] dual, int offset, double[] shift, int candidates) {
        double eta = eta(measure, dual, offset, shift, candidates);
        double sum = 0;
        for (int x = 0; x < candidates; x++) {
            double m = measure == null ? 1 : measure[offset + x];
            sum += m * beta(dual[offset + x], -(shift[x] + eta));
        }
        return sum;
    }

    /** The root of Σ m (B₊ − A₊): Newton on a convex, falling, piecewise linear function ends in finitely many steps. */
    private static double eta(double[] measure, double[] dual, int offset, double[] shift, int candidates) {
        double eta = Double.NaN;
        for (int iteration = 0; iteration <= candidates + 1; iteration++) {
            double mass = 0;
            double weighted = 0;
            double moved = 0;
            for (int x = 0; x < candidates; x++) {
                double m = measure == null ? 1 : measure[offset + x];
                double a = dual[offset + x];
                boolean active = iteration == 0 ? a >= 0 : a - (shift[x] + eta) / 2 > 0;
                if (active) {
                    mass += m;
                    weighted += m * shift[x];
                    moved += a < 0 ? m * a : 0;
                } else {
                    moved -= a > 0 ? m * a : 0;
                }
            }
            double next = (2 * moved - weighted) / mass;
            if (next == eta) {
                return eta;
            }
            eta = next;
        }
        return eta;
    }

    /** ∫ of (1+v/2)₊ − A₊ from A to B = A + t/2, in the variable of A, times 2; ≥ 0. */
    private static double beta(double a, double t) {
        double b = a + t / 2;
        if (a >= 0) {
            return b >= 0 ? t * t / 4 : a * a - 2 * a * b;
        }
        return b > 0 ? b * b : 0;
    }
}
