/**
 * Everything that is read and written: the input gate, readers, writers, the run directory and its manifest. No
 * mathematics.
 *
 * <p>Its classes are in the rooms below it.
 */
package dev.candor.io;
