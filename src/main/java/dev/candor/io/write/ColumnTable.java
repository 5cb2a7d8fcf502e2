package dev.candor.io.write;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Some rows of a table, column by column.
 *
 * @param rows how many there are, of each column
 * @param columns in the order of the table's schema
 */
public record ColumnTable(int rows, List<ColumnValues> columns) implements Serializable {
    public ColumnTable {
        columns = List.copyOf(columns);
    }

    Iterator<Row> asRows() {
        return IntStream.range(0, rows)
                .mapToObj(row -> RowFactory.create(
                        columns.stream().map(column -> column.get(row)).toArray()))
                .iterator();
    }
}
