/**
 * Synthetic populations: who the agents are, what they like, what the reference model says; pure functions of a seed.
 * May import model and numeric. No Spark: the engine spreads these functions over a cluster.
 */
package dev.candor.population;
