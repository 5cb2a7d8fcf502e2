package dev.candor.engine.potential;

import dev.candor.policy.search.SearchedFigures;
import dev.candor.policy.search.SearchedPolicy;
import java.io.Serializable;

/** A block of a restricted run solved at some θ, and what its prompts add up to. */
final class SearchedPart implements Serializable {
    private static final long serialVersionUID = 1L;

    final int block;
    final SearchedPolicy policy;
    final SearchedFigures figures;

    SearchedPart(int block, SearchedPolicy policy, SearchedFigures figures) {
        this.block = block;
        this.policy = policy;
        this.figures = figures;
    }
}
