package dev.candor.learn;

/** How the scale τ_j of agents' deviations from their population comes about. */
public enum ScaleRule {
    /** As declared. */
    FIXED {
        @Override
        double next(double scale, double squares, double determined) {
            return scale;
        }
    },
    /** Estimated from all agents. */
    ESTIMATED {
        @Override
        double next(double scale, double squares, double determined) {
            double next = determined > 0 ? Math.sqrt(squares / determined) : scale;
            return Math.min(MOST, Math.max(LEAST, next));
        }
    };

    /** Agents that differ by less are alike. */
    public static final double LEAST = 1e-3;

    /** And none differ by more. */
    public static final double MOST = 1e3;

    /**
     * τ_j after a pass.
     *
     * @param scale τ_j before
     * @param squares Σ_i u_ij²
     * @param determined Σ_i (1 − C_ijj/τ_j²), how many agents' worth of the coefficient judgements determine
     */
    abstract double next(double scale, double squares, double determined);
}
