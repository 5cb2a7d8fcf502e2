package dev.candor.policy.search;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;

/** ASW(θ) and its gradient, summed over prompts. Mergeable, order-free; no prompts are the identity. */
public final class SearchedSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int features;
    /** ∂ASW/∂θ_j, then ASW. */
    private final ExactSums sums;
    /** Whether a policy has no mass left in doubles where its divergence needs some: ASW is −∞, and has no slopes. */
    private boolean escaped;

    /** Nothing yet of d features. */
    public SearchedSums(int features) {
        this.features = features;
        this.sums = new ExactSums(features + 1);
    }

    void addSlope(int j, double slope) {
        add(j, slope);
    }

    void addWelfare(double welfare) {
        add(features, welfare);
    }

    private void add(int index, double x) {
        if (Double.isFinite(x)) {
            sums.add(index, x);
        } else {
            escaped = true;
        }
    }

    /** Adds what {@code other} holds. */
    public void merge(SearchedSums other) {
        sums.merge(other.sums);
        escaped |= other.escaped;
    }

    /** ASW(θ); −∞ where θ is so far out that π_θ underflows and its divergence with it. */
    double welfare() {
        return escaped ? Double.NEGATIVE_INFINITY : sums.value(features);
    }

    /** ∇ASW(θ), length d; of no use where ASW is −∞. */
    double[] gradient() {
        double[] gradient = new double[features];
        for (int j = 0; j < features; j++) {
            gradient[j] = sums.value(j);
        }
        return gradient;
    }
}
