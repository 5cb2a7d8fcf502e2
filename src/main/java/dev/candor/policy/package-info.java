/**
 * The mathematics of the policy classes, over arrays: where welfare is largest, and what changes without an agent. What
 * all classes share is here; the rooms below hold one class each.
 *
 * <p>In: sums over agents, as arrays. Out: payments and the interval each lies in. Read {@link
 * dev.candor.policy.ChargeInterval}, then {@link dev.candor.policy.Catalog}.
 *
 * <p>May import: numeric.
 */
package dev.candor.policy;
