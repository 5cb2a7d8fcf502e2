/**
 * Rewards from preference logs, one agent at a time: what was chosen → utilities with their posterior, ratings → positions
 * on their scale, both → rewards of the target domain with a bound on their error. Linear models: what was judged of features →
 * coefficients of an agent with their posterior, and the population they are drawn from. May import model, numeric. No Spark.
 */
package dev.candor.learn;
