/**
 * Mixtures of experts: one weight vector for all prompts, its optimum, each agent's counterfactual, and intervals that
 * contain the truth.
 *
 * <p>In: expert probabilities, values of agents. Out: mixture weights, payments with intervals. Read {@link
 * dev.candor.policy.mixture.MixtureSolver}, then {@link dev.candor.policy.mixture.MixtureCounterfactuals}.
 *
 * <p>May import: divergence, model, numeric, optim.
 */
package dev.candor.policy.mixture;
