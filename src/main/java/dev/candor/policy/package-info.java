/**
 * The policy classes, each a welfare potential: its optimum, what each agent is charged, and the bounds on both.
 * May import model, numeric, divergence, optim. No Spark, no input or output.
 */
package dev.candor.policy;
