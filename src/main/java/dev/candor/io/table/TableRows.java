package dev.candor.io.table;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table as read, through Spark's rows or as batches of columns. */
public final class TableRows {
    private final InputTable table;
    private final Set<String> present;
    private final TableScan scan;
    private final Supplier<Dataset<Row>> sound;
    private Dataset<Row> rows;

    /**
     * A table as read.
     *
     * @param sound gives the rows, after it has held the files against themselves where Spark's reader would not
     * @param present the table's columns that some file has
     * @param scan the same rows as batches of columns
     */
    public TableRows(InputTable table, Supplier<Dataset<Row>> sound, Set<String> present, TableScan scan) {
        this.table = table;
        this.sound = sound;
        this.present = Set.copyOf(present);
        this.scan = scan;
    }

    public InputTable table() {
        return table;
    }

    /**
     * The table's columns, {@code reject} (0 or the code of the reason) and {@code row_text}. Asked for first, this reads
     * Parquet files to find damage that Spark does not see.
     *
     * @throws dev.candor.model.UserException when a file is damaged
     */
    public synchronized Dataset<Row> rows() {
        if (rows == null) {
            rows = sound.get();
        }
        return rows;
    }

    /** The rows of its files. */
    public RowCount count() {
        return scan.count();
    }

    /** How many rows were read, whatever became of them; those of a frame are counted. */
    public long rowsRead() {
        return count().isKnown() ? count().rows() : rows().count();
    }

    public Set<String> present() {
        return present;
    }

    public TableScan scan() {
        return scan;
    }
}
