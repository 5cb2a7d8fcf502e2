/**
 * Small dense games, one prompt each: what truth-telling is worth under training rules with and without payments.
 * May import model, numeric, divergence, policy, mechanism. No Spark.
 */
package dev.candor.study;
