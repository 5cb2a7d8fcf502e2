/**
 * The distributed passes: encode, pack, aggregate, solve, charge. No command line and no HTML.
 *
 * <p>Its classes are in the rooms below it.
 */
package dev.candor.engine;
