package dev.candor.model;

/** The set an agent's reward function on one prompt is declared to lie in. */
public enum RewardDomain {
    /** Any finite reward. */
    UNRESTRICTED,
    /** Rewards ≥ 0 with maximum 1 on every prompt. */
    MAX,
    /** Rewards ≥ 0 with sum 1 on every prompt. */
    SUM
}
