package dev.candor.policy.linear;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;

/**
 * What the solved prompts add up to: welfare, divergence, φ̄ = Σ_c q_c E_π*[φ], and the ranges and error bounds that
 * intervals are made of. Mergeable, order-free; no prompts are the identity.
 */
public final class OptimumSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int features;
    /** φ̄, then Σ q·E_π*[(φ_j − φ_jm)²] with m the likeliest candidate, then log E_π0[e^{S/λ}], then KL. */
    private final ExactSums sums;
    /** R_j = max |φ_j − E_π*[φ_j]|, length d. */
    private final double[] range;

    /** max ‖φ − E_π*[φ]‖₂. */
    private double radius;

    private double policyError;
    private int mostCandidates;

    /** Nothing yet of d features. */
    public OptimumSums(int features) {
        this.features = features;
        this.sums = new ExactSums(2 * features + 2);
        this.range = new double[features];
    }

    /** Adds q·part to φ̄_j, exactly. */
    void addMean(int j, double weight, double part) {
        addProduct(j, weight, part);
    }

    void addSquare(int j, double weighted) {
        sums.add(features + j, weighted);
    }

    /** Adds q·part to log E_π0[e^{S/λ}], exactly. */
    void addMoment(double weight, double part) {
        addProduct(2 * features, weight, part);
    }

    private void addProduct(int sum, double weight, double part) {
        double product = weight * part;
        sums.add(sum, product);
        sums.add(sum, Math.fma(weight, part, -product));
    }

    void addPrompt(double divergence, double error, int candidates) {
        sums.add(2 * features + 1, divergence);
        policyError = Math.max(policyError, error);
        mostCandidates = Math.max(mostCandidates, candidates);
    }

    void widenRadius(double length) {
        radius = Math.max(radius, length);
    }

    void widen(int j, double size) {
        range[j] = Math.max(range[j], size);
    }

    /** Adds what {@code other} holds. */
    public void merge(OptimumSums other) {
        sums.merge(other.sums);
        for (int j = 0; j < features; j++) {
            widen(j, other.range[j]);
        }
        widenRadius(other.radius);
        policyError = Math.max(policyError, other.policyError);
        mostCandidates = Math.max(mostCandidates, other.mostCandidates);
    }

    /** d. */
    public int features() {
        return features;
    }

    /** Σ_c q_c log E_π0[e^{S/λ}]: the welfare G in units of λ. */
    public double welfareByLambda() {
        return sums.value(2 * features);
    }

    /** Σ_c q_c KL(π* ‖ π0). */
    public double divergence() {
        return sums.value(2 * features + 1);
    }

    /** φ̄ = Σ_c q_c E_π*[φ], length d. */
    public double[] meanFeature() {
        double[] mean = new double[features];
        for (int j = 0; j < features; j++) {
            mean[j] = sums.value(j);
        }
        return mean;
    }

    /** What φ̄ rounded to doubles has lost, length d. */
    public double[] meanFeatureLost() {
        ExactSums rest = PreciseVector.copy(sums);
        double[] lost = new double[features];
        for (int j = 0; j < features; j++) {
            rest.add(j, -sums.value(j));
            lost[j] = rest.value(j);
        }
        return lost;
    }

    /** √(Σ_c q_c E_π*[(φ_j − φ_jm)²]) with m the likeliest candidate of the prompt, length d: at least φ_j's deviation. */
    double[] spread() {
        double[] spread = new double[features];
        for (int j = 0; j < features; j++) {
            spread[j] = Math.sqrt(sums.value(features + j));
        }
        return spread;
    }

    /** R_j = max |φ_j − E_π*[φ_j]| over all candidates, length d. */
    double[] range() {
        return range.clone();
    }

    /** max ‖φ − E_π*[φ]‖₂ over all candidates. */
    double radius() {
        return radius;
    }

    /** Bound on the relative error of π* over all candidates. */
    public double policyError() {
        return policyError;
    }

    /** max_c K_c. */
    int mostCandidates() {
        return mostCandidates;
    }
}
