package dev.candor.io;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** Where the rejected rows go, so that nothing disappears. */
public final class Quarantine {
    private static final long ROWS_PER_FILE = 1_000_000;

    private Quarantine() {}

    /**
     * Writes table, reason, row_text to the new directory {@code directory}. Which rows stand in which part, and their
     * order, depend on the rows only, not on how the input was split. Nothing rejected gives a directory without rows.
     */
    public static void write(Rejections rejected, String directory, TableFormat format) {
        write(rejected, directory, format, ROWS_PER_FILE);
    }

    static void write(Rejections rejected, String directory, TableFormat format, long rowsPerFile) {
        ReadFailures.explaining(() -> {
            laidOut(rejected, rowsPerFile)
                    .write()
                    .mode(SaveMode.ErrorIfExists)
                    .option("header", true)
                    .option("escape", "\"")
                    .format(format.label())
                    .save(directory);
            return directory;
        });
    }

    private static Dataset<Row> laidOut(Rejections rejected, long rowsPerFile) {
        int parts = Math.toIntExact(1 + rejected.total() / rowsPerFile);
        Dataset<Row> placed = parts == 1
                ? rejected.rows().repartition(1, lit(0))
                : rejected.rows().repartition(parts, col("row_text"));
        return placed.sortWithinPartitions("table", "reason", "row_text");
    }
}
