/**
 * Payment rules, money, and the gains of lies. The three rooms below hold one each.
 *
 * <p>Its classes are in the rooms below it.
 */
package dev.candor.mechanism;
