package dev.candor.api;

import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An action that reads tables: paths (a file, a directory or a glob) or frames with the columns of docs/input.md. A frame
 * that Spark computes anew must give the same rows again.
 *
 * @param <A> the action itself, which every method returns
 */
public abstract class Action<A extends Action<A>> extends Configurable<A> {
    final Map<InputTable, Dataset<Row>> frames = new EnumMap<>(InputTable.class);
    private int partitions;

    Action(PinnedSession session, Values values) {
        super(session, values);
    }

    final A table(InputTable table, Dataset<Row> frame) {
        frames.put(table, session.taken(frame));
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
