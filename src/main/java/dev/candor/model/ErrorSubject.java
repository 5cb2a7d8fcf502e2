package dev.candor.model;

import java.util.Locale;

/** What an error bound δ of a learned model is of: rewards in a domain, or β·φ as it is. */
public enum ErrorSubject {
    REWARDS,
    COEFFICIENTS;

    /** As the column {@code of} of the errors table has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
