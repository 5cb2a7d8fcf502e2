/**
 * Objectives, solvers, their status and certificates: no data source, no policy.
 * May import numeric. No Spark, no input or output.
 */
package dev.candor.optim;
