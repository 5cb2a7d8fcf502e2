package dev.candor.io.parquet;

import dev.candor.io.schema.RowCount;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows as they lie in the files of a table, and how many there are. Who reads them counts them.
 *
 * @param rows one a row of the files, rejected ones too
 */
public record CountedRows(Dataset<Row> rows, RowCount count) {}
