/**
 * The columns of every table, how their names are held against a file's, and how a failure to read is told.
 *
 * <p>In: column names, causes of failures. Out: refusals that name file, column and cure. Read {@link
 * dev.candor.io.schema.InputTable}, then {@link dev.candor.io.schema.ReadFailures}.
 *
 * <p>May import: model.
 */
package dev.candor.io.schema;
