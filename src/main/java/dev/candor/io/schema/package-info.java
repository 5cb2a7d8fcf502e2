/**
 * The columns of every table, how they are matched with a file's columns, and the messages of read failures.
 *
 * <p>In: column names, causes of failures. Out: messages that name the file, the column and the remedy. Read {@link
 * dev.candor.io.schema.InputTable}, then {@link dev.candor.io.schema.ReadFailures}.
 *
 * <p>May import: model.
 */
package dev.candor.io.schema;
