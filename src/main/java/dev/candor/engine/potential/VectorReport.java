package dev.candor.engine.potential;

import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.IdArray;
import java.io.Serializable;

/** What one sampled payer reports, where that comes down to one vector. */
public final class VectorReport implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The payer's place in the sample. */
    public final int number;
    /** Of the payer's id. */
    public final long hash;

    public final double weight;
    /** κ·w, so that d = scale·reward. */
    final double scale;
    /** κ. */
    public final double boost;
    /** Length K. */
    final double[] reward;

    private VectorReport(IdArray ids, int i, int number, double weight, double scale, double boost, double[] reward) {
        this.number = number;
        this.hash = AgentHash.of(ids.bytes(), ids.start(i), ids.length(i));
        this.weight = weight;
        this.scale = scale;
        this.boost = boost;
        this.reward = reward;
    }

    /** Payer i of a block, with 0 where it reports nothing. */
    static VectorReport of(PackedBlock block, int i, int number, int length) {
        double[] reward = new double[length];
        for (int e = block.firstEntry[i]; e < block.firstEntry[i + 1]; e++) {
            reward[block.slot[e]] = block.reward[e];
        }
        double scale = block.size[i] * block.boost[i];
        return new VectorReport(block.ids, i, number, block.weight[i], scale, block.boost[i], reward);
    }

    /** The first {@code length} values of payer i. */
    static VectorReport of(ValueBlock block, int i, int number, int length) {
        double[] reward = new double[length];
        for (int k = 0; k < length; k++) {
            reward[k] = block.common[i] + block.value[i * block.policies + k];
        }
        double scale = block.size[i] * block.boost[i];
        return new VectorReport(block.ids, i, number, block.weight[i], scale, block.boost[i], reward);
    }
}
