package dev.candor.learn.linear;

/**
 * Where one pass over all agents takes their population.
 *
 * @param population after the pass
 * @param meanDecrement how far b moved in its own standard deviations, squared: gᵀI⁻¹g; with groups, the same of the a_G that
 *     moved furthest
 * @param scaleDecrement the same of log τ², 0 where τ is declared or at its least
 */
record PopulationStep(CoefficientPopulation population, double meanDecrement, double scaleDecrement) {
    /** Both. */
    double decrement() {
        return meanDecrement + scaleDecrement;
    }
}
