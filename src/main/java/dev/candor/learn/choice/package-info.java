/**
 * Tabular models, one agent at a time. Choices give utilities with their posterior, and ratings give positions. Both
 * give rewards in the domain, with a bound on their error.
 *
 * <p>In: the judgements of one agent. Out: rewards and error bounds. Read {@link
 * dev.candor.learn.choice.UtilityPosterior}, then {@link dev.candor.learn.choice.RewardMap}.
 *
 * <p>May import: model, numeric.
 */
package dev.candor.learn.choice;
