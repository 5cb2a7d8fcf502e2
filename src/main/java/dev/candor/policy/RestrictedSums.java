package dev.candor.policy;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;

/** ASW(θ) and its gradient, summed over prompts. Mergeable, order-free; no prompts are the identity. */
public final class RestrictedSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int features;
    /** ∂ASW/∂θ_j, then ASW. */
    private final ExactSums sums;

    /** Nothing yet of d features. */
    public RestrictedSums(int features) {
        this.features = features;
        this.sums = new ExactSums(features + 1);
    }

    void addSlope(int j, double slope) {
        sums.add(j, slope);
    }

    void addWelfare(double welfare) {
        sums.add(features, welfare);
    }

    /** Adds what {@code other} holds. */
    public void merge(RestrictedSums other) {
        sums.merge(other.sums);
    }

    /** d. */
    public int features() {
        return features;
    }

    /** ASW(θ). */
    public double welfare() {
        return sums.value(features);
    }

    /** ∇ASW(θ), length d. */
    public double[] gradient() {
        double[] gradient = new double[features];
        for (int j = 0; j < features; j++) {
            gradient[j] = sums.value(j);
        }
        return gradient;
    }
}
