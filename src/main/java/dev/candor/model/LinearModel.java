package dev.candor.model;

import java.util.List;
import java.util.Optional;

/**
 * The population that agents' coefficients are drawn from, N(b_j, τ_j²) each, one number a feature; with groups, what those are
 * drawn from, N(b_j, ω_j²), and agents about their group's.
 *
 * @param mean b
 * @param meanDeviation standard deviation of b, all 0 where it was declared
 * @param scale τ
 * @param passes over the agents that it took, 0 where it was declared
 * @param settled whether the last pass moved next to nothing
 * @param groups between population and agents
 */
public record LinearModel(
        List<Double> mean,
        List<Double> meanDeviation,
        List<Double> scale,
        int passes,
        boolean settled,
        Optional<Groups> groups) {
    /**
     * Groups of agents.
     *
     * @param count how many
     * @param relying of them, those that rely on the population for more than half of their coefficients
     * @param scale ω
     */
    public record Groups(long count, long relying, List<Double> scale) {
        public Groups {
            scale = List.copyOf(scale);
        }
    }

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
