/**
 * Small dense games, one prompt each: what truth-telling is worth under training rules with and without payments.
 *
 * <p>In: drawn games. Out: tallies of lies, gains and payments. Read {@link dev.candor.study.Game}, then {@link
 * dev.candor.study.NecessityStudy}.
 *
 * <p>May import: divergence, mechanism.attack, mechanism.payment, model, numeric, policy.
 */
package dev.candor.study;
