package dev.candor.engine.candidates;

import dev.candor.engine.runtime.IdArray;
import java.io.Serializable;

/**
 * The ids, base measures and weights of consecutive prompts, P of them with M candidates in all, prompts and each
 * prompt's candidates in the order of their ids.
 */
public final class PromptBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    public final IdArray promptIds;
    public final IdArray candidateIds;
    /** First candidate of each prompt, length P + 1. */
    public final int[] start;
    /** log of the base measure up to a constant per prompt, in a catalog the divergence of the checkpoint; length M. */
    public final double[] logBase;
    /** Prompt weights before normalisation, ≥ 0, length P. */
    public final double[] weight;

    public PromptBlock(IdArray promptIds, IdArray candidateIds, int[] start, double[] logBase, double[] weight) {
        this.promptIds = promptIds;
        this.candidateIds = candidateIds;
        this.start = start;
        this.logBase = logBase;
        this.weight = weight;
    }

    public int prompts() {
        return weight.length;
    }
}
