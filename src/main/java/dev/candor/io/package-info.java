/**
 * Schemas, the input gate, readers, writers, the run directory and its manifest.
 * May import model and Spark SQL. No mathematics.
 */
package dev.candor.io;
