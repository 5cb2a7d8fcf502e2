/**
 * Tables of any format as Spark rows or as batches of columns, each row with its verdict.
 *
 * <p>In: files or DataFrames. Out: rows or batches, counted. Read {@link dev.candor.io.table.TableReader}, then {@link
 * dev.candor.io.table.TableScan}.
 *
 * <p>May import: io.files, io.listing, io.parquet, io.schema, io.text, model.
 */
package dev.candor.io.table;
