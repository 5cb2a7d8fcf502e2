/**
 * One agent at a time, tabular: choices become utilities with their posterior, ratings become positions, both become
 * rewards of the target domain with a bound on their error.
 *
 * <p>In: the judgements of one agent. Out: rewards and error bounds. Read {@link
 * dev.candor.learn.choice.UtilityPosterior}, then {@link dev.candor.learn.choice.RewardMap}.
 *
 * <p>May import: model, numeric.
 */
package dev.candor.learn.choice;
