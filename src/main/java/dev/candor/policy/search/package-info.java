/**
 * The log-linear class where θ* is found by local search: other features, divergences other than KL, a ridge.
 *
 * <p>In: features, aggregate rewards. Out: a local maximum, counterfactuals, intervals. Read {@link
 * dev.candor.policy.search.SearchedSolver}, then {@link dev.candor.policy.search.SearchedCounterfactuals}.
 *
 * <p>May import: divergence, model, numeric, optim, policy, policy.linear.
 */
package dev.candor.policy.search;
