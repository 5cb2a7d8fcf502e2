package dev.candor.divergence;

import dev.candor.numeric.Order;

/**
 * The two divergences whose optimum is a clipped linear function of S: π_x = m_x·max(0, A_x).
 *
 * <p>chi-squared has m = π0 and A = 1 + (S−ν)/2λ, l2 has m = 1 and A = π0 + (S−ν)/2λ. {@code dual} is A, negative where
 * the optimum drops the candidate. Without the agent A becomes B = A + t/2 with t_x = −(d_x/λ + η), η the root of
 * Σ m (B₊ − A₊) = 0; then κp = λ Σ m·β(A, t), each β ≥ 0 the Bregman divergence of the squared positive part.
 */
final class WaterLevel {
    /** Of A, or of a move, relatively. */
    static final double ROUNDING = LikelihoodRatio.ROUNDING;

    private WaterLevel() {}

    /**
     * Writes A. With k_x = gap_x/2λ − offset_x, how far a candidate lies under the surface, those are kept whose water
     * Q_x = Σ m_y·(k_x − k_y)₊ is below 1. The deepest of them has A = (1 − Q)/Σm, every other one that plus its lead.
     *
     * @param measure m, or null for 1
     * @param offset what A is at S = ν, up to a constant, length K
     * @param gap S_best − S as a sum of doubles
     */
    static void solve(double[] measure, double[] offset, double[][] gap, double lambda, double[] dual) {
        int candidates = offset.length;
        double[] depth = new double[candidates];
        for (int x = 0; x < candidates; x++) {
            depth[x] = gap[0][x] / (2 * lambda) - offset[x];
        }
        int[] ascending = Order.ascending(depth);
        int deepest = ascending[0];
        double mass = 0;
        double water = 0;
        for (int x : ascending) {
            double more = water + mass * lead(deepest, x, offset, gap, lambda);
            if (more >= 1) {
                break;
            }
            water = more;
            mass += measure == null ? 1 : measure[x];
            deepest = x;
        }
        double level = (1 - water) / mass;
        for (int x = 0; x < candidates; x++) {
            dual[x] = level + lead(x, deepest, offset, gap, lambda);
        }
    }

    /** k_y − k_x from the differences of what they are made of. */
    private static double lead(int x, int y, double[] offset, double[][] gap, double lambda) {
        double difference = 0;
        for (int k = gap.length - 1; k >= 0; k--) {
            difference += gap[k][y] - gap[k][x];
        }
        return difference / (2 * lambda) + (offset[x] - offset[y]);
    }

    /** κp of one agent. */
    static double charge(
            double[] measure,
            PolicyBlock policy,
            int prompt,
            RewardSlice r,
            double scale,
            double lambda,
            Workspace workspace) {
        int offset = policy.offset(prompt);
        int candidates = policy.candidates(prompt);
        int centre = 0;
        double heaviest = -1;
        for (int x = 0; x < candidates; x++) {
            double m = measure == null ? policy.prob[offset + x] : measure[offset + x];
            if (policy.dual[offset + x] > 0 && m > heaviest) {
                heaviest = m;
                centre = x;
            }
        }
        if (workspace.spread(policy, prompt, r, scale / lambda, centre)) {
            return 0;
        }
        double sum = bregman(measure, policy.dual, offset, workspace.shift, candidates);
        return sum >= 0
                ? lambda * sum
                : new DecimalWaterLevel(measure != null, lambda, policy, prompt)
                        .charge(policy, prompt, r, scale, workspace);
    }

    /**
     * Σ_x m_x·β(A_x, t_x) at the best η, for the K candidates from {@code offset}; −1 where doubles do not resolve it.
     *
     * @param shift d/λ up to a constant, length K
     */
    private static double bregman(double[] measure, double[] dual, int offset, double[] shift, int candidates) {
        double eta = eta(measure, dual, offset, shift, candidates);
        double sum = 0;
        double blur = 0;
        double mass = 0;
        double residual = 0;
        double kept = 0;
        for (int x = 0; x < candidates; x++) {
            kept += dual[offset + x] <= 0 ? 0 : measure == null ? 1 : measure[offset + x];
        }
        for (int x = 0; x < candidates; x++) {
            double m = measure == null ? 1 : measure[offset + x];
            double a = dual[offset + x];
            double t = -(shift[x] + eta);
            double b = a + t / 2;
            double change = Math.max(0, b) - Math.max(0, a);
            double ofMove = ROUNDING * (Math.abs(shift[x]) + Math.abs(eta) + Math.abs(t));
            double ofLevel = ROUNDING * (Math.abs(a) + 2 / kept);
            sum += m * beta(a, t);
            blur += m * Math.abs(change) * ofMove;
            // Where it is dropped or comes back, the level counts as well; and so it does where rounding decides that.
            if (a > -ofLevel != b > ofLevel + ofMove || a > ofLevel != b > -ofLevel - ofMove) {
                blur += m * (Math.abs(t) + ofMove + ofLevel) * (ofLevel + ofMove);
            }
            residual += m * change;
            mass += change == 0 ? 0 : m;
        }
        double ofRoot = mass == 0 ? 0 : residual * residual / mass;
        return sum < Double.MAX_VALUE && blur + 4 * ofRoot <= LikelihoodRatio.TOLERANCE * sum ? sum : -1;
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
