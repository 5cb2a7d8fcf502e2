/**
 * Rewards from preference logs. Choices give utilities with a posterior; ratings give positions on their scale.
 *
 * <p>Its classes are in the rooms below it.
 */
package dev.candor.learn;
