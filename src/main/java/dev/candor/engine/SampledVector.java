package dev.candor.engine;

import java.io.Serializable;

/** What one sampled payer reports, where that comes down to one vector. */
final class SampledVector implements Serializable {
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
    /** Length K. */
    final double[] reward;

    private SampledVector(Ids ids, int i, int number, double weight, double scale, double boost, double[] reward) {
        this.number = number;
        this.hash = AgentHash.of(ids.bytes(), ids.start(i), ids.length(i));
        this.weight = weight;
        this.scale = scale;
        this.boost = boost;
        this.reward = reward;
    }

    /** Payer i of a block, with 0 where it reports nothing. */
    static SampledVector of(PackedBlock block, int i, int number, int length) {
        double[] reward = new double[length];
        for (int e = block.firstEntry[i]; e < block.firstEntry[i + 1]; e++) {
            reward[block.slot[e]] = block.reward[e];
        }
        double scale = block.size[i] * block.boost[i];
        return new SampledVector(block.ids, i, number, block.weight[i], scale, block.boost[i], reward);
    }

    /** The first {@code length} values of payer i. */
    static SampledVector of(ValueBlock block, int i, int number, int length) {
        double[] reward = new double[length];
        for (int k = 0; k < length; k++) {
            reward[k] = block.common[i] + block.value[i * block.policies + k];
        }
        double scale = block.size[i] * block.boost[i];
        return new SampledVector(block.ids, i, number, block.weight[i], scale, block.boost[i], reward);
    }
}
