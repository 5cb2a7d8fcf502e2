package dev.candor.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How an agent is charged for what it moved. A rule is what it says here of itself, and its surcharge in {@code mechanism}. */
public enum PaymentRule {
    /** p^AFF, eq. (1) of Sun et al.: what the others lose by the agent's presence. */
    AFFINE_MAXIMISER("", ""),
    /** Nobody pays; truth is then not optimal in general (Thm 4.2). */
    NONE("", ""),
    /** p^AFF plus the least utility any type of the agent could have had: the most revenue under DSIC and IR. */
    REVENUE_MAXIMISING(
            ", plus the smallest utility of any report in its domain",
            "the least utility of a type is known in closed form only for the tabular class under kl");

    private final String surcharge;
    private final String limit;

    PaymentRule(String surcharge, String limit) {
        this.surcharge = surcharge;
        this.limit = limit;
    }

    /**
     * The rule of this name.
     *
     * @throws UserException when there is none
     */
    public static PaymentRule of(String name) {
        return Arrays.stream(values())
                .filter(one -> one.commandName().equals(name))
                .findFirst()
                .orElseThrow(() -> UserException.configuration("Cannot charge by payment rule '" + name + "'."
                        + Nearest.question(name, names()) + " Set --payment-rule to one of "
                        + String.join(", ", names()) + "."));
    }

    private static List<String> names() {
        return Arrays.stream(values()).map(PaymentRule::commandName).toList();
    }

    /** As on the command line and in files. */
    public String commandName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether anybody pays; truth is the best strategy only then. */
    public boolean charges() {
        return this != NONE;
    }

    /** Whether a payment is p^AFF and nothing else. */
    public boolean isAffine() {
        return this == AFFINE_MAXIMISER;
    }

    /** Whether a payment is p^AFF and something beyond it. */
    public boolean hasSurcharge() {
        return charges() && !isAffine();
    }

    /** What an agent pays beyond p^AFF, as the end of a sentence; empty where that is nothing. */
    public String surcharge() {
        return surcharge;
    }

    /** Why other classes than the tabular one have no such payments; empty where they have. */
    public String limit() {
        return limit;
    }

    @Override
    public String toString() {
        return commandName();
    }
}
