package dev.candor.policy.search;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.LogRatioDivergence;
import dev.candor.divergence.Regulariser;
import dev.candor.model.Divergence;
import dev.candor.policy.linear.FeatureBlock;

/**
 * ASW(θ) = Σ_c q_c [⟨π_θ, S_c⟩ − λ D(π_θ‖π0)] for π_θ ∝ π0·exp(θ·ψ) and any rewards: what the best of the log-linear
 * policies maximises when rewards are not linear in ψ or D is not KL. Not concave in general.
 *
 * <p>With h = S − λ·∂D/∂π, ∂ASW/∂θ_j = Σ_c q_c Cov_π(h, ψ_j) = Σ π·(h − E[h])·(ψ_j − E[ψ_j]): constants of S and ψ drop
 * out before anything is multiplied. And −∂²ASW/∂θ_j∂θ_k = Σ_c q_c E_π[(λπD″(π) − (h − E[h]))·(ψ_j − E[ψ_j])·(ψ_k − E[ψ_k])].
 */
public final class SearchedWelfare {
    /** Below it D″ may overflow; π·D″ has its limit by then. */
    private static final double LEAST = 1e-290;

    private final LogRatioDivergence divergence;
    private final Regulariser regulariser;
    private final double[] theta;

    /**
     * At θ.
     *
     * @param divergence a smooth one
     * @param lambda λ > 0
     * @param theta θ, length d
     */
    public SearchedWelfare(Divergence divergence, double lambda, double[] theta) {
        this.divergence = LogRatioDivergence.of(divergence);
        this.regulariser = Divergences.of(divergence, lambda);
        this.theta = theta.clone();
    }

    /**
     * Adds welfare and gradient of the prompts of the block.
     *
     * @param block with ψ
     * @param aggregate S, length M
     */
    public void add(FeatureBlock block, double[] aggregate, SearchedSums sums) {
        requireFit(block, aggregate);
        for (int c = 0; c < block.prompts(); c++) {
            PromptPoint point = point(block, c, aggregate);
            double[][] centred = point.centred(block, c);
            double weight = block.promptWeight(c);
            double cost = regulariser.lambda() * regulariser.divergence(point.ref, point.prob);
            sums.addWelfare(weight * (point.value - cost));
            for (int j = 0; j < theta.length; j++) {
                double slope = 0;
                for (int x = 0; x < point.prob.length; x++) {
                    slope += point.prob[x] * point.pull[x] * centred[j][x];
                }
                sums.addSlope(j, weight * slope);
            }
        }
    }

    /** Adds −∇²ASW of the prompts of the block; arguments as in {@link #add}. */
    public void addCurvature(FeatureBlock block, double[] aggregate, CurvatureSums sums) {
        requireFit(block, aggregate);
        for (int c = 0; c < block.prompts(); c++) {
            PromptPoint point = point(block, c, aggregate);
            double[] mass = curvature(point);
            for (int x = 0; x < mass.length; x++) {
                mass[x] -= point.prob[x] * point.pull[x];
            }
            sums.add(block.promptWeight(c), mass, point.centred(block, c));
        }
    }

    /** Adds the part of −∇²ASW that is never negative, Σ_c q_c E_π[λπD″·(ψ − E[ψ])(ψ − E[ψ])ᵀ]. */
    public void addMetric(FeatureBlock block, double[] aggregate, CurvatureSums sums) {
        requireFit(block, aggregate);
        for (int c = 0; c < block.prompts(); c++) {
            PromptPoint point = point(block, c, aggregate);
            sums.add(block.promptWeight(c), curvature(point), point.centred(block, c));
        }
    }

    /** π·λπD″. */
    private double[] curvature(PromptPoint point) {
        double[] mass = new double[point.prob.length];
        for (int x = 0; x < mass.length; x++) {
            double prob = Math.max(point.prob[x], LEAST);
            mass[x] = point.prob[x] > 0 ? regulariser.lambda() * (prob * divergence.curvature(prob, point.ref[x])) : 0;
        }
        return mass;
    }

    /** The policy of the block's prompts, with what counterfactuals need; S and rewards' features of the same prompts. */
    public SearchedPolicy policy(FeatureBlock block, FeatureBlock rewards, double[] aggregate, SearchedFigures sums) {
        requireFit(block, aggregate);
        SearchedPolicy policy = new SearchedPolicy(block, rewards);
        for (int c = 0; c < block.prompts(); c++) {
            PromptPoint point = point(block, c, aggregate);
            policy.set(c, point, block, rewards, regulariser.divergence(point.ref, point.prob));
            sums.add(block, rewards, c, point, aggregate, regulariser);
        }
        return policy;
    }

    private PromptPoint point(FeatureBlock block, int prompt, double[] aggregate) {
        return new PromptPoint(divergence, regulariser.lambda(), theta, block, prompt, aggregate);
    }

    private void requireFit(FeatureBlock block, double[] aggregate) {
        if (block.features() != theta.length || aggregate.length != block.candidates()) {
            throw new IllegalArgumentException("cannot evaluate " + theta.length + " coefficients and "
                    + aggregate.length + " rewards on a block of " + block.features() + " features and "
                    + block.candidates() + " candidates");
        }
    }
}
