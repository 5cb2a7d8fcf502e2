/**
 * Objectives, solvers, their status and certificates. No data source and no policy.
 *
 * <p>In: values and gradients of a function. Out: its optimum, with a bound on the gap. Read {@link
 * dev.candor.optim.QuasiNewtonAscent}, then {@link dev.candor.optim.SimplexQuadratic}.
 *
 * <p>May import: nothing of this house.
 */
package dev.candor.optim;
