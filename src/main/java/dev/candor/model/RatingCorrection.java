package dev.candor.model;

/** How an agent's own use of the rating scale is corrected; t is the position of a rating on the declared scale, in [0, 1]. */
public enum RatingCorrection {
    /** t. */
    NONE,
    /** (t − least) / (most − least) over everything the agent rated. */
    MIN_MAX,
    /** Share of what the agent rated that lies below, equals counting half. */
    RANK,
    /** (t − mean) / standard deviation over everything the agent rated: a utility, not a position. */
    MEAN_VARIANCE
}
