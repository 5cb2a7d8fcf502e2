package dev.candor.engine;

import java.io.Serializable;

/**
 * The ids, base measures and weights of consecutive prompts, P of them with M candidates in all, prompts and each
 * prompt's candidates in the order of their ids.
 */
final class PromptBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    final Ids promptIds;
    final Ids candidateIds;
    /** First candidate of each prompt, length P + 1. */
    final int[] start;
    /** log of the base measure up to a constant per prompt, in a catalog the divergence of the checkpoint; length M. */
    final double[] logBase;
    /** Prompt weights before normalisation, ≥ 0, length P. */
    final double[] weight;

    PromptBlock(Ids promptIds, Ids candidateIds, int[] start, double[] logBase, double[] weight) {
        this.promptIds = promptIds;
        this.candidateIds = candidateIds;
        this.start = start;
        this.logBase = logBase;
        this.weight = weight;
    }

    int prompts() {
        return weight.length;
    }
}
