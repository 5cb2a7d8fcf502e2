/**
 * Payment rules, misreport strategies, money.
 * May import model, numeric, divergence, policy. No Spark.
 */
package dev.candor.mechanism;
