/**
 * Synthetic data as pure functions of a seed: agents, their rewards, the reference model, and preferences drawn from a
 * policy.
 *
 * <p>In: a seed and a specification. Out: rows. Read {@link dev.candor.population.PopulationSpec}, then {@link
 * dev.candor.population.Rewards}.
 *
 * <p>May import: model, numeric.
 */
package dev.candor.population;
