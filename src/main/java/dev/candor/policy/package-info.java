/**
 * The policy classes without their data: where the maximum of welfare is, and what an agent's absence changes.
 * May import model, numeric, divergence, optim. No Spark.
 */
package dev.candor.policy;
