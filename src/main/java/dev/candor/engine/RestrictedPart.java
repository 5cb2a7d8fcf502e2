package dev.candor.engine;

import dev.candor.policy.RestrictedFigures;
import dev.candor.policy.RestrictedPolicy;
import java.io.Serializable;

/** A block of a restricted run solved at some θ, and what its prompts add up to. */
final class RestrictedPart implements Serializable {
    private static final long serialVersionUID = 1L;

    final int block;
    final RestrictedPolicy policy;
    final RestrictedFigures figures;

    RestrictedPart(int block, RestrictedPolicy policy, RestrictedFigures figures) {
        this.block = block;
        this.policy = policy;
        this.figures = figures;
    }
}
