package dev.candor.engine;

import dev.candor.policy.FeatureBlock;
import dev.candor.policy.RestrictedFigures;
import dev.candor.policy.RestrictedPolicy;
import java.io.Serializable;

/** What every executor holds of a run of the restricted class: ψ, φ and S of every block of prompts. */
final class RestrictedRun implements Serializable {
    private static final long serialVersionUID = 1L;

    final FeatureBlock[] policy;
    final FeatureBlock[] reward;
    /** S by block, length M each. */
    final double[][] aggregate;

    /** @param coefficients Σ κ w β, length d′ */
    RestrictedRun(Features features, double[] coefficients) {
        policy = features.policyBlocks;
        reward = features.blocks;
        aggregate = new double[reward.length][];
        for (int b = 0; b < reward.length; b++) {
            aggregate[b] = new double[reward[b].candidates()];
            for (int x = 0; x < aggregate[b].length; x++) {
                for (int j = 0; j < coefficients.length; j++) {
                    aggregate[b][x] += coefficients[j] * reward[b].feature(x, j);
                }
            }
        }
    }

    /** A block solved at some θ, and what its prompts add up to. */
    static final class Part implements Serializable {
        private static final long serialVersionUID = 1L;

        final int block;
        final RestrictedPolicy policy;
        final RestrictedFigures figures;

        Part(int block, RestrictedPolicy policy, RestrictedFigures figures) {
            this.block = block;
            this.policy = policy;
            this.figures = figures;
        }
    }
}
