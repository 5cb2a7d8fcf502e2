/**
 * The log-linear class where it contains the optimum of all policies: θ* in closed form, payments as blocked products
 * of agents and candidates.
 *
 * <p>In: features, coefficients. Out: payments with intervals. Read {@link dev.candor.policy.linear.LogLinearCharges},
 * then {@link dev.candor.policy.linear.SecondOrderCharges}.
 *
 * <p>May import: divergence, numeric, policy.
 */
package dev.candor.policy.linear;
