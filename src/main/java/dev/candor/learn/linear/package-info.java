/**
 * Linear models: what was judged of features becomes coefficients of an agent with their posterior, and the population
 * they are drawn from.
 *
 * <p>In: judgements and features. Out: coefficients, b and τ of the population. Read {@link
 * dev.candor.learn.linear.CoefficientPosterior}, then {@link dev.candor.learn.linear.PopulationSearch}.
 *
 * <p>May import: learn.choice, numeric.
 */
package dev.candor.learn.linear;
