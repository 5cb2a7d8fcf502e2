package dev.candor.model;

/** How an agent is charged for what it moved. */
public enum PaymentRule {
    /** p^AFF, eq. (1) of Sun et al.: what the others lose by the agent's presence. */
    AFFINE_MAXIMISER,
    /** Nobody pays; truth is then not optimal in general (Thm 4.2). */
    NONE,
    /** p^AFF plus the least utility any type of the agent could have had: the most revenue under DSIC and IR. */
    REVENUE_MAXIMISING
}
