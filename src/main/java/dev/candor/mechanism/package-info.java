/**
 * Payment rules, money, and what a lie could gain. The three rooms below hold one each.
 *
 * <p>Its classes are in the rooms below it.
 */
package dev.candor.mechanism;
