/**
 * Exact sums that do not depend on order, stable elementary functions, small linear algebra over primitive arrays. exp
 * and log come from StrictMath, because results must not depend on the machine.
 *
 * <p>In: arrays of doubles. Out: numbers, and rounding errors. Read {@link dev.candor.numeric.ExactSums}, then {@link
 * dev.candor.numeric.Stable}.
 *
 * <p>May import: nothing of this house.
 */
package dev.candor.numeric;
