/**
 * Policy classes beyond the tabular one: what welfare they reach and what each agent owes.
 * May import model, numeric, divergence, optim. No Spark, no input or output.
 */
package dev.candor.policy;
