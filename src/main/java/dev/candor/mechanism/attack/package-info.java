/**
 * Lies and their gains: the mechanism is solved again for every misreport, with and without payments.
 *
 * <p>In: a game and one agent's true report. Out: gains, and which of them may be rounding. Read {@link
 * dev.candor.mechanism.attack.AgentAttack}, then {@link dev.candor.mechanism.attack.Lies}.
 *
 * <p>May import: divergence, mechanism.payment, model, numeric, policy, policy.linear, policy.mixture, policy.search.
 */
package dev.candor.mechanism.attack;
