package dev.candor.engine.pack;

import dev.candor.engine.runtime.IdArray;
import java.io.Serializable;

/**
 * The accepted reports of some payers as flat arrays: by payer, then candidate slot, ascending, so that the rewards of a
 * payer on a prompt lie together. A payer is in one block only.
 *
 * <p>d = scale·reward. For a payer that is one agent, reward is what it reported and scale = κw; for a payer of several
 * agents, reward is the exact Σ w·r rounded once, rest is what that leaves, and scale = κ.
 */
public final class PackedBlock implements Serializable {
    private static final long serialVersionUID = 3L;

    /** Ids of the n payers, in their order within the block. */
    public final IdArray ids;
    /** Σ of the weights of the payer's agents, length n. */
    public final double[] weight;
    /** w of a payer whose rewards are one agent's, 1 of a payer whose rewards carry their weights; length n. */
    public final double[] size;
    /** κ, length n. */
    public final double[] boost;
    /** First entry of each payer, length n + 1; a silent payer has none. */
    public final int[] firstEntry;
    /** Candidate slot of each entry. */
    public final int[] slot;
    /** Reward of each entry. */
    public final double[] reward;
    /** What {@link #reward} leaves of a sum over a payer's agents; null where nothing is left anywhere. */
    public final double[] rest;

    final PackTally tally;

    public PackedBlock(
            IdArray ids,
            double[] weight,
            double[] size,
            double[] boost,
            int[] firstEntry,
            int[] slot,
            double[] reward,
            double[] rest,
            PackTally tally) {
        this.ids = ids;
        this.weight = weight;
        this.size = size;
        this.boost = boost;
        this.firstEntry = firstEntry;
        this.slot = slot;
        this.reward = reward;
        this.rest = rest;
        this.tally = tally;
    }

    /** What {@link #reward} leaves of entry e. */
    public double rest(int e) {
        return rest == null ? 0 : rest[e];
    }

    public int payers() {
        return boost.length;
    }

    /** Whether a reward of payer i is not 0. */
    public boolean isReporting(int i) {
        return isReporting(firstEntry[i], firstEntry[i + 1]);
    }

    /** Whether a reward of the entries [from, to) is not 0. */
    public boolean isReporting(int from, int to) {
        for (int e = from; e < to; e++) {
            if (reward[e] != 0 || rest(e) != 0) {
                return true;
            }
        }
        return false;
    }

    /** κw of payer i, rounded; what that leaves is {@link #scaleRest}. */
    public double scale(int i) {
        return size[i] * boost[i];
    }

    /** κw − {@link #scale}, exactly; 0 for every payer without a boost. */
    public double scaleRest(int i) {
        return Math.fma(size[i], boost[i], -scale(i));
    }
}
