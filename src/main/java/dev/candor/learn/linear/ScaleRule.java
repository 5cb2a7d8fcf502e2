package dev.candor.learn.linear;

/** How the scale τ_j of agents' deviations from their population comes about. */
public enum ScaleRule {
    /** As declared. */
    FIXED,
    /** Estimated from all agents, coefficient by coefficient. */
    ESTIMATED;

    /** Agents that differ by less are alike. */
    public static final double LEAST = 1e-3;

    /** And none differ by more. */
    public static final double MOST = 1e3;
}
