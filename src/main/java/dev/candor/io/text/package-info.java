/**
 * CSV and JSON Lines: the only place that decides where a row ends, which row is the header, and what a cell is.
 *
 * <p>In: bytes. Out: cells of rows. Read {@link dev.candor.io.text.LineReader}, then {@link
 * dev.candor.io.text.CsvCells}.
 *
 * <p>May import: io.schema, model.
 */
package dev.candor.io.text;
