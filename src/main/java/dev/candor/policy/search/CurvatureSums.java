package dev.candor.policy.search;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;

/**
 * A symmetric d×d sum over prompts, Σ_c q_c Σ_x m_x·ψ_x ψ_xᵀ: lower triangle in exact sums of one addend a prompt.
 * Mergeable, order-free; no prompts are the identity.
 */
public final class CurvatureSums implements Serializable {
    private static final long serialVersionUID = 1L;

    /** H_jk, k ≤ j, at j(j+1)/2 + k. */
    private final ExactSums sums;

    /** Nothing yet of d features. */
    public CurvatureSums(int features) {
        this.sums = new ExactSums(features * (features + 1) / 2);
    }

    /**
     * Adds a prompt.
     *
     * @param weight q_c
     * @param mass m, length K
     * @param feature [d][K]
     */
    void add(double weight, double[] mass, double[][] feature) {
        double[] weighted = new double[mass.length];
        int at = 0;
        for (double[] row : feature) {
            for (int x = 0; x < mass.length; x++) {
                weighted[x] = mass[x] * row[x];
            }
            for (int k = 0; feature[k] != row; k++) {
                sums.add(at++, weight * dot(weighted, feature[k]));
            }
            sums.add(at++, weight * dot(weighted, row));
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int x = 0; x < a.length; x++) {
            sum += a[x] * b[x];
        }
        return sum;
    }

    /** Adds what {@code other} holds. */
    public void merge(CurvatureSums other) {
        sums.merge(other.sums);
    }

    /** H_jk at j(j+1)/2 + k, with {@code ridge} added to the diagonal. */
    double[] lowerTriangle(double ridge) {
        double[] values = new double[sums.count()];
        for (int at = 0; at < values.length; at++) {
            values[at] = sums.value(at);
        }
        int diagonal = -1;
        for (int j = 1; diagonal + j < values.length; j++) {
            diagonal += j;
            values[diagonal] += ridge;
        }
        return values;
    }
}
