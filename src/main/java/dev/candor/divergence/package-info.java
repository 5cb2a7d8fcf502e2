/**
 * One file a regulariser: solve one prompt, charge one agent.
 * May import numeric. No Spark, no input or output.
 */
package dev.candor.divergence;
