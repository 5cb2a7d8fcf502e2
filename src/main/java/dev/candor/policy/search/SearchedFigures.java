package dev.candor.policy.search;

import dev.candor.divergence.Regulariser;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.linear.FeatureBlock;
import java.io.Serializable;
import java.util.Arrays;

/** What the prompts under π_θ add up to. Mergeable, order-free; no prompts are the identity. */
public final class SearchedFigures implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int DIVERGENCE = 0;
    private static final int REFERENCE = 1;
    private static final int SHORTFALL = 2;
    private static final int FIGURES = 3;

    /** Σ q·D, Σ q⟨π0,S⟩, Σ q(tabular − ASW), then Σ q·E_π[φ_j]. */
    private final ExactSums sums;

    /** Nothing yet of rewards with d′ features. */
    public SearchedFigures(int rewardFeatures) {
        sums = new ExactSums(FIGURES + rewardFeatures);
    }

    void add(FeatureBlock block, FeatureBlock rewards, int c, PromptPoint point, double[] aggregate, Regulariser of) {
        int from = block.start(c);
        double[] s = Arrays.copyOfRange(aggregate, from, block.start(c + 1));
        double weight = block.promptWeight(c);
        double divergence = of.divergence(point.ref, point.prob);
        sums.add(DIVERGENCE, weight * divergence);
        sums.add(REFERENCE, weight * dot(point.ref, s));
        sums.add(SHORTFALL, weight * shortfall(block.logRefs(c), s, point, divergence, of));
        for (int j = 0; j < rewards.features(); j++) {
            double mean = 0;
            for (int x = 0; x < s.length; x++) {
                mean += point.prob[x] * rewards.feature(from + x, j);
            }
            sums.add(FIGURES + j, weight * mean);
        }
    }

    /** ASW of the prompt's best policy of all less that of π_θ: ⟨π° − π_θ, S⟩ − λ(D(π°) − D(π_θ)). */
    private static double shortfall(double[] logRef, double[] s, PromptPoint point, double divergence, Regulariser of) {
        double best = Arrays.stream(s).max().orElseThrow();
        double[] gap = new double[s.length];
        for (int x = 0; x < s.length; x++) {
            gap[x] = best - s[x];
        }
        double[] prob = new double[s.length];
        of.solve(logRef, gap, prob, new double[s.length]);
        double lost = 0;
        for (int x = 0; x < s.length; x++) {
            lost += (point.prob[x] - prob[x]) * gap[x];
        }
        return lost - of.lambda() * (of.divergence(point.ref, prob) - divergence);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int x = 0; x < a.length; x++) {
            sum += a[x] * b[x];
        }
        return sum;
    }

    /** Adds what {@code other} holds. */
    public void merge(SearchedFigures other) {
        sums.merge(other.sums);
    }

    /** Σ_c q_c D(π_θ‖π0). */
    public double divergence() {
        return sums.value(DIVERGENCE);
    }

    /** Σ_c q_c ⟨π0,S_c⟩. */
    public double referenceValue() {
        return sums.value(REFERENCE);
    }

    /** By how much the best policy of all betters π_θ in welfare, ridge apart; ≥ 0 but for rounding. */
    public double tabularShortfall() {
        return sums.value(SHORTFALL);
    }

    /** φ̄ = Σ_c q_c E_π[φ], length d′. */
    public double[] meanFeature() {
        double[] mean = new double[sums.count() - FIGURES];
        Arrays.setAll(mean, j -> sums.value(FIGURES + j));
        return mean;
    }
}
