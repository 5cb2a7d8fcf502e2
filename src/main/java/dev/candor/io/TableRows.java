package dev.candor.io;

import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table as read: its columns, {@code reject} (0 or the code of the reason) and {@code row_text}.
 *
 * @param present the table's columns that some file has
 * @param scan the same rows as batches of columns
 */
record TableRows(InputTable table, Dataset<Row> rows, Set<String> present, TableScan scan) {
    TableRows {
        present = Set.copyOf(present);
    }
}
