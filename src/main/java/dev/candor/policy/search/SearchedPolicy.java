package dev.candor.policy.search;

import dev.candor.policy.linear.FeatureBlock;
import java.io.Serializable;

/** The solved prompts of a block under π_θ, M candidates in all: what the counterfactuals of all agents start from. */
public final class SearchedPolicy implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Length P + 1. */
    final int[] start;
    /** q_c, length P. */
    final double[] promptWeight;
    /** π0, length M. */
    final double[] ref;
    /** π_θ, length M. */
    final double[] prob;
    /** S − λ·∂D/∂π less its mean under π_θ, length M. */
    final double[] pull;
    /** ψ − E_π[ψ], length M·d, candidate by candidate. */
    final double[] policyFeature;
    /** φ − E_π[φ], length M·d′. The same array where ψ is φ. */
    final double[] rewardFeature;

    /** How far rounding may have moved each π_θ, length M. */
    final double[] blur;
    /** D(π_θ‖π0), length P. */
    final double[] divergence;
    /** max_x |φ_j − E_π[φ_j]| on each prompt, length P·d′. */
    final double[] range;

    SearchedPolicy(FeatureBlock block, FeatureBlock rewards) {
        start = block.starts();
        promptWeight = block.promptWeights();
        ref = new double[block.candidates()];
        prob = new double[block.candidates()];
        pull = new double[block.candidates()];
        policyFeature = new double[block.candidates() * block.features()];
        rewardFeature = block == rewards ? policyFeature : new double[rewards.candidates() * rewards.features()];
        blur = new double[block.candidates()];
        divergence = new double[block.prompts()];
        range = new double[block.prompts() * rewards.features()];
    }

    void set(int prompt, PromptPoint point, FeatureBlock block, FeatureBlock rewards, double divergence) {
        int from = start[prompt];
        System.arraycopy(point.blur(block, prompt), 0, blur, from, point.prob.length);
        this.divergence[prompt] = divergence;
        System.arraycopy(point.ref, 0, ref, from, point.ref.length);
        System.arraycopy(point.prob, 0, prob, from, point.prob.length);
        System.arraycopy(point.pull, 0, pull, from, point.pull.length);
        transpose(point.centred(block, prompt), policyFeature, from);
        if (rewardFeature != policyFeature) {
            transpose(point.centred(rewards, prompt), rewardFeature, from);
        }
        int d = rewards.features();
        for (int x = from; x < start[prompt + 1]; x++) {
            for (int j = 0; j < d; j++) {
                range[prompt * d + j] = Math.max(range[prompt * d + j], Math.abs(rewardFeature[x * d + j]));
            }
        }
    }

    private static void transpose(double[][] centred, double[] to, int from) {
        int d = centred.length;
        for (int j = 0; j < d; j++) {
            for (int x = 0; x < centred[j].length; x++) {
                to[(from + x) * d + j] = centred[j][x];
            }
        }
    }

    int prompts() {
        return promptWeight.length;
    }

    /** The most candidates of a prompt. */
    int widest() {
        int widest = 0;
        for (int c = 0; c < prompts(); c++) {
            widest = Math.max(widest, start[c + 1] - start[c]);
        }
        return widest;
    }

    /** π0 of the candidate. */
    public double ref(int candidate) {
        return ref[candidate];
    }

    /** π_θ of the candidate. */
    public double prob(int candidate) {
        return prob[candidate];
    }
}
