package dev.candor.engine.audit;

import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.runtime.AgentHash;
import java.io.Serializable;
import java.util.Arrays;

/** The rewards of one sampled payer on one block of prompts. */
final class SampledRows implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The payer's place in the sample. */
    final int number;
    /** Of the payer's id. */
    final long hash;

    final double weight;
    /** κ·w, so that d = scale·reward. */
    final double scale;
    /** κ. */
    final double boost;
    /** Ascending slots of the whole run. */
    final int[] slot;

    final double[] reward;

    private SampledRows(int number, long hash, double weight, double scale, double boost, int[] slot, double[] reward) {
        this.number = number;
        this.hash = hash;
        this.weight = weight;
        this.scale = scale;
        this.boost = boost;
        this.slot = slot;
        this.reward = reward;
    }

    /** Entries [from, to) of payer i of a block. */
    static SampledRows of(PackedBlock block, int i, int number, int from, int to) {
        return new SampledRows(
                number,
                AgentHash.of(block.ids.bytes(), block.ids.start(i), block.ids.length(i)),
                block.weight[i],
                block.size[i] * block.boost[i],
                block.boost[i],
                Arrays.copyOfRange(block.slot, from, to),
                Arrays.copyOfRange(block.reward, from, to));
    }

    /** Behind the last entry from {@code from} on whose slot is below {@code limit}. */
    int endBelow(int limit, int from) {
        int to = from;
        while (to < slot.length && slot[to] < limit) {
            to++;
        }
        return to;
    }
}
