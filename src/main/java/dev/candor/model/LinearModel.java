package dev.candor.model;

import java.util.List;

/**
 * The population that agents' coefficients are drawn from, N(b_j, τ_j²) each, one number a feature.
 *
 * @param mean b
 * @param meanDeviation standard deviation of b, all 0 where it was declared
 * @param scale τ
 * @param passes over the agents that it took, 0 where it was declared
 * @param settled whether the last pass moved next to nothing
 */
public record LinearModel(
        List<Double> mean, List<Double> meanDeviation, List<Double> scale, int passes, boolean settled) {
    public LinearModel {
        mean = List.copyOf(mean);
        meanDeviation = List.copyOf(meanDeviation);
        scale = List.copyOf(scale);
        if (mean.isEmpty() || mean.size() != meanDeviation.size() || mean.size() != scale.size()) {
            throw new IllegalArgumentException("a model of " + mean.size() + " means, " + meanDeviation.size()
                    + " deviations and " + scale.size() + " scales");
        }
    }
}
