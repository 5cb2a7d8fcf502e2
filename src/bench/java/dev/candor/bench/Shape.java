package dev.candor.bench;

import java.util.Locale;

/** How the rewards are spread over agents, prompts and candidates; the number of rows is the same, up to rounding. */
enum Shape {
    /** Every agent on as many prompts, drawn at random. */
    BALANCED,
    /** Every agent on one and the same prompt and on one other: half of all rows are of one prompt. */
    HOT_PROMPT,
    /** One agent on every prompt, with a tenth of all rows, among small ones. */
    WHALE,
    /** One prompt of 100 candidates, and every agent on all of them. */
    WIDE,
    /** Three agents, each on every prompt. */
    MANY_PROMPTS,
    /** As many agents as rows: one reward each. */
    SINGLE_ROWS,
    /** The balanced rows under ids of 200 characters that differ at their ends only. */
    LONG_IDS;

    static final int WIDE_CANDIDATES = 100;
    static final int FEW_AGENTS = 3;
    static final int LONG_ID = 200;

    /** As it is typed. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
