package dev.candor.api;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An action of the front door. Every setting has the default of the flag that is called the same; tables are paths (a file,
 * a directory or a glob) or frames with the columns of docs/input.md. A frame that Spark computes anew must give the same
 * rows again.
 *
 * @param <A> the action itself, which every method returns
 */
public abstract class Action<A extends Action<A>> {
    final SparkSession spark;
    final Values values;
    final Map<InputTable, Dataset<Row>> frames = new EnumMap<>(InputTable.class);
    private int partitions;

    Action(SparkSession spark, Values values) {
        this.spark = spark;
        this.values = values;
    }

    abstract A self();

    /**
     * Gives a setting its value as the command line would: the key is the flag's name without dashes.
     *
     * @throws UserException when there is no such setting, or the text is no value of it
     */
    public final A set(String key, String value) {
        values.put(key, value);
        return self();
    }

    final <T> A set(Setting<T> setting, T value) {
        values.put(setting, value);
        return self();
    }

    final A table(InputTable table, Dataset<Row> frame) {
        frames.put(table, frame);
        return self();
    }

    /** The format of all tables that are paths; without: by their names. */
    public final A format(TableFormat of) {
        return set(InputSettings.FORMAT, of);
    }

    /** Rejected rows to tolerate; they count for nothing. */
    public final A maxRejectedRows(long rows) {
        return set(InputSettings.MAX_REJECTED_ROWS, rows);
    }

    /** Into how many partitions the input is shuffled; 0 = from its size. Changes no result. */
    public final A partitions(int shuffled) {
        partitions = shuffled;
        return self();
    }

    final EngineLimits limits() {
        return EngineSettings.limits(values, spark, partitions);
    }
}
