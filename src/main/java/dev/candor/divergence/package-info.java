/**
 * The divergences, one file each: each solves one prompt and charges one agent.
 *
 * <p>In: aggregate rewards and reference probabilities of a block of prompts. Out: policies, welfare, payments. Read
 * {@link dev.candor.divergence.Regulariser}, then {@link dev.candor.divergence.Divergences}.
 *
 * <p>May import: model, numeric.
 */
package dev.candor.divergence;
