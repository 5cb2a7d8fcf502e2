package dev.candor.learn;

/**
 * Where one pass over all agents takes their population.
 *
 * @param prior the population after the pass
 * @param meanDecrement how far b moved in its own standard deviations, squared: gᵀI⁻¹g
 * @param scaleDecrement the same of log τ², 0 where τ is declared or at its least
 */
public record PopulationStep(CoefficientPrior prior, double meanDecrement, double scaleDecrement) {
    private static final double MEAN_SETTLED = 1e-6;
    private static final double SCALE_SETTLED = 1e-4;

    /** Whether another pass would move next to nothing, beside what logs can tell. */
    public boolean settled() {
        return meanDecrement <= MEAN_SETTLED && scaleDecrement <= SCALE_SETTLED;
    }
}
