/**
 * Linear models: the posterior of an agent's coefficients, from its judgements of features, and the population that
 * agents are drawn from.
 *
 * <p>In: judgements and features. Out: coefficients, b and τ of the population. Read {@link
 * dev.candor.learn.linear.CoefficientPosterior}, then {@link dev.candor.learn.linear.PopulationSearch}.
 *
 * <p>May import: learn.choice, numeric.
 */
package dev.candor.learn.linear;
