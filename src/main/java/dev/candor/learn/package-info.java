/**
 * Rewards from preference logs. What was chosen becomes utilities with a posterior; ratings become positions on their
 * scale.
 *
 * <p>Its classes are in the rooms below it.
 */
package dev.candor.learn;
