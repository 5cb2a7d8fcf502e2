package dev.candor.model;

/** Rescaling of an agent's own rewards on one prompt; never looks at another agent. */
public enum Normalisation {
    /** Rewards as reported. */
    NONE,
    /** Divided by the agent's largest reward on the prompt: the paper's Max domain. */
    PROMPT_MAX,
    /** Divided by the sum of the agent's rewards on the prompt: the paper's Sum domain. */
    PROMPT_SUM
}
