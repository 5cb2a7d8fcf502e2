package dev.candor.engine.pack;

import dev.candor.model.RejectReason;
import java.io.Serializable;
import java.util.Arrays;

/** What packing counted. Mergeable: sums of counts, the smallest offenders first; an empty tally is the identity. */
public final class PackTally implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final int REASONS = 1
            + Arrays.stream(RejectReason.values())
                    .mapToInt(RejectReason::code)
                    .max()
                    .orElse(0);

    long accepted;
    long duplicates;
    long negativeRewards;
    /** Rows rejected, by reason code. */
    final long[] rejected = new long[REASONS];
    /** Rows (number of the agent in the block, slot) rejected while packing; what was rejected before is not among them. */
    final LateRejections late = new LateRejections();
    /** Payers of one agent with a weight below 1. */
    public long light;
    /** Agents known, those without accepted rewards too. */
    long agents;
    /** Agents with rewards of the declared domain on every prompt. */
    public long complete;
    /** Whether rows are missing because they lie otherwise than their files said. */
    boolean disordered;

    PackTally merge(PackTally other) {
        accepted += other.accepted;
        duplicates += other.duplicates;
        negativeRewards += other.negativeRewards;
        light += other.light;
        complete += other.complete;
        agents += other.agents;
        disordered |= other.disordered;
        for (int code = 0; code < REASONS; code++) {
            rejected[code] += other.rejected[code];
        }
        return this;
    }

    /** A copy without the list of late rejections, which stays with the block. */
    PackTally counts() {
        return new PackTally().merge(this);
    }

    /** Rows read, accepted or not. */
    long rows() {
        return accepted + duplicates + rejectedRows();
    }

    long rejectedRows() {
        return Arrays.stream(rejected).sum();
    }

    /** Growable list of (agent, slot, reason code). */
    static final class LateRejections implements Serializable {
        private static final long serialVersionUID = 1L;

        int size;
        int[] agent = new int[0];
        int[] slot = new int[0];
        int[] code = new int[0];

        void add(int agentIndex, int candidateSlot, RejectReason reason) {
            if (size == slot.length) {
                int wider = Math.max(8, 2 * size);
                agent = Arrays.copyOf(agent, wider);
                slot = Arrays.copyOf(slot, wider);
                code = Arrays.copyOf(code, wider);
            }
            agent[size] = agentIndex;
            slot[size] = candidateSlot;
            code[size++] = reason.code();
        }
    }
}
