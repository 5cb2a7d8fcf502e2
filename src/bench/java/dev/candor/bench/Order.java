package dev.candor.bench;

import java.util.Locale;

/** The order of the rows of the reports table. */
enum Order {
    /** Sorted by agent, as {@code generate} writes them. */
    AGENT,
    /** By a hash of the row: as a log of time would be. */
    SHUFFLED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
