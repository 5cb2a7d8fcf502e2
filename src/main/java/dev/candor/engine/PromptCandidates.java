package dev.candor.engine;

import java.io.Serializable;

/** One prompt and its K candidates in the order of their ids. */
final class PromptCandidates implements Serializable {
    private static final long serialVersionUID = 1L;

    final String promptId;
    final String[] candidateId;
    /** log of the base measure up to a constant, length K. */
    final double[] logBase;
    /** Prompt weight before normalisation, ≥ 0. */
    final double weight;

    PromptCandidates(String promptId, String[] candidateId, double[] logBase, double weight) {
        this.promptId = promptId;
        this.candidateId = candidateId;
        this.logBase = logBase;
        this.weight = weight;
    }
}
