/**
 * CSV and JSON Lines: the one place that says where a row ends, which row is the header, and what a cell is.
 *
 * <p>In: bytes. Out: cells of rows. Read {@link dev.candor.io.text.LineReader}, then {@link dev.candor.io.text.CsvCells}.
 *
 * <p>May import: io.schema, model.
 */
package dev.candor.io.text;
