/**
 * Synthetic data as pure functions of a seed: populations (who the agents are, what they like, what the reference model
 * says), and preferences between candidates drawn from a policy.
 * May import model and numeric. No Spark: the engine spreads these functions over a cluster.
 */
package dev.candor.population;
