package dev.candor.api.settings;

/** What is learned from a log of preferences. */
public enum RewardModel {
    /** A reward of each candidate on each prompt. */
    TABULAR,
    /** The coefficients of rewards that are linear in the candidates' features. */
    LINEAR,
    /** Features of candidates and coefficients of agents, pooled. */
    LOW_RANK
}
