package dev.candor.model;

/** Where learned rewards go: the domain that a settlement will take them for. */
public enum TargetDomain {
    /** As they are: utilities with mean 0 on every prompt, or positions on the scale of the ratings. */
    UNRESTRICTED,
    /** Rewards in [0, 1]. */
    UNIT,
    /** Rewards ≥ 0 with maximum 1 on every prompt. */
    MAX,
    /** Rewards ≥ 0 with sum 1 on every prompt. */
    SUM
}
