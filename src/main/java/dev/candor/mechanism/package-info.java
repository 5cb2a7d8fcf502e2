/**
 * Payment rules, misreport strategies, money.
 * May import model, numeric, divergence. No Spark.
 */
package dev.candor.mechanism;
