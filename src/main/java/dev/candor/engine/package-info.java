/**
 * The distributed passes: encode, pack, aggregate, solve, charge.
 * May import everything below and Spark. No command line, no HTML.
 */
package dev.candor.engine;
