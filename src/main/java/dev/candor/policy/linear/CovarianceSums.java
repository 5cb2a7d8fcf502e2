package dev.candor.policy.linear;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;

/**
 * Σ = Σ_c q_c Cov_π*(φ), d×d, of the solved prompts: lower triangle in exact sums of one addend a prompt. Mergeable,
 * order-free; no prompts are the identity.
 */
public final class CovarianceSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int features;
    /** Σ_jk, k ≤ j, at j(j+1)/2 + k. */
    private final ExactSums sums;

    /** Nothing yet of d features. */
    public CovarianceSums(int features) {
        this.features = features;
        this.sums = new ExactSums(features * (features + 1) / 2);
    }

    /** Adds the prompts of the block. */
    public void add(SolvedFeatures block) {
        double[][] row = new double[features][];
        for (int c = 0; c < block.prompts(); c++) {
            for (int j = 0; j < features; j++) {
                row[j] = new double[j + 1];
            }
            for (int x = block.start[c]; x < block.start[c + 1]; x++) {
                addCandidate(block, x, row);
            }
            int at = 0;
            for (int j = 0; j < features; j++) {
                for (int k = 0; k <= j; k++) {
                    sums.add(at++, block.promptWeight[c] * row[j][k]);
                }
            }
        }
    }

    private void addCandidate(SolvedFeatures block, int x, double[][] row) {
        int from = x * block.stride;
        for (int j = 0; j < features; j++) {
            double weighted = block.prob[x] * block.centred[from + j];
            double[] target = row[j];
            for (int k = 0; k <= j; k++) {
                target[k] += weighted * block.centred[from + k];
            }
        }
    }

    /** Adds what {@code other} holds. */
    public void merge(CovarianceSums other) {
        sums.merge(other.sums);
    }

    /** The lower triangle rounded to doubles, Σ_jk at j(j+1)/2 + k. */
    double[] lowerTriangle() {
        double[] values = new double[sums.count()];
        for (int at = 0; at < values.length; at++) {
            values[at] = sums.value(at);
        }
        return values;
    }
}
