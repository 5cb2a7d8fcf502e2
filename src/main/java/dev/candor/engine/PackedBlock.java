package dev.candor.engine;

import java.io.Serializable;

/**
 * The accepted reports of some payers as flat arrays, by payer, then prompt, then candidate slot. A segment is one
 * payer's rewards on one prompt; a payer never spans two blocks.
 *
 * <p>d = scale·reward. For a payer that is one agent, reward is what it reported and scale = κw; for a payer of several
 * agents, reward is the exact Σ w·r rounded once and scale = κ.
 */
final class PackedBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Index of each payer in the order of ids, ascending; length n. */
    final long[] payer;
    /** w of a payer that is one agent, 1 of a payer whose rewards carry their weights; length n. */
    final double[] size;
    /** κ, length n. */
    final double[] boost;
    /** First segment of each payer, length n + 1. */
    final int[] firstSegment;
    /** Prompt of each segment, length m. */
    final int[] prompt;
    /** First entry of each segment, length m + 1. */
    final int[] firstEntry;
    /** Candidate slot of each entry, ascending within a segment. */
    final int[] slot;
    /** Reward of each entry. */
    final double[] reward;

    final PackTally tally;

    PackedBlock(
            long[] payer,
            double[] size,
            double[] boost,
            int[] firstSegment,
            int[] prompt,
            int[] firstEntry,
            int[] slot,
            double[] reward,
            PackTally tally) {
        this.payer = payer;
        this.size = size;
        this.boost = boost;
        this.firstSegment = firstSegment;
        this.prompt = prompt;
        this.firstEntry = firstEntry;
        this.slot = slot;
        this.reward = reward;
        this.tally = tally;
    }

    int payers() {
        return payer.length;
    }
}
