/**
 * Reads Parquet column by column, and checks that footers, pages, levels and dictionaries agree.
 *
 * <p>In: row groups. Out: batches of codes and doubles, or a DamagedFile. Read {@link
 * dev.candor.io.parquet.ColumnBatches}, then {@link dev.candor.io.parquet.CheckedFooter}.
 *
 * <p>May import: io.schema.
 */
package dev.candor.io.parquet;
