package dev.candor.engine.learn;

import dev.candor.io.gate.Rejections;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What was learned from a log of preferences, by whichever model. Closing it lets go of what is kept, the log included. */
public interface Learned extends AutoCloseable {
    /**
     * A table of the result.
     *
     * @param name of its folder
     * @param rows the same each time
     * @param count the number of rows
     * @param keys columns to sort by
     */
    record Table(String name, Dataset<Row> rows, long count, List<String> keys) {
        public Table {
            keys = List.copyOf(keys);
        }
    }

    /** reports (unless they are not wanted), errors, and what else the model has. */
    List<Table> tables();

    /** Rows of reports. */
    long rewards();

    /** Rows of errors. */
    long agents();

    /** Rows of the log that count. */
    long rowsAccepted();

    /** The largest δ of any agent. */
    double largestDelta();

    /** Everything that was rejected, of all tables; reads the log again when some of it was. */
    Rejections rejections();

    @Override
    void close();
}
