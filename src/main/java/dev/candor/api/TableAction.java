package dev.candor.api;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An action that reads tables. Every setting has the default of the flag that is called the same; tables are paths (a file,
 * a directory or a glob) or frames with the columns of docs/input.md. A frame that Spark computes anew must give the same
 * rows again.
 *
 * @param <A> the action itself, which every method returns
 */
public abstract class TableAction<A extends TableAction<A>> {
    final SparkSession spark;
    final Values values;
    final Map<InputTable, Dataset<Row>> frames = new EnumMap<>(InputTable.class);
    private int partitions;

    TableAction(SparkSession spark, Values values) {
        this.spark = spark;
        this.values = values;
    }

    /** The settings of lists together, each once. */
    static Values values(List<List<Setting<?>>> lists) {
        return new Values(lists.stream().flatMap(List::stream).distinct().toList());
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

    /** agent_id, prompt_id, candidate_id, reward. */
    public final A reports(String path) {
        return set(InputSettings.REPORTS, path);
    }

    /** The same as a frame. */
    public final A reports(Dataset<Row> frame) {
        return table(InputTable.REPORTS, frame);
    }

    /** prompt_id, candidate_id[, ref_logprob][, gen_logprob]. */
    public final A candidates(String path) {
        return set(InputSettings.CANDIDATES, path);
    }

    /** The same as a frame. */
    public final A candidates(Dataset<Row> frame) {
        return table(InputTable.CANDIDATES, frame);
    }

    /** Takes as candidates what the reports name. Agents then choose candidates by reporting them: not truthful. */
    public final A candidatesFromReports() {
        return set(InputSettings.CANDIDATES_FROM_REPORTS, true);
    }

    /** agent_id[, weight][, boost][, payer_id]. */
    public final A agents(String path) {
        return set(InputSettings.AGENTS, path);
    }

    /** The same as a frame. */
    public final A agents(Dataset<Row> frame) {
        return table(InputTable.AGENTS, frame);
    }

    /** prompt_id[, prompt_weight]. */
    public final A prompts(String path) {
        return set(InputSettings.PROMPTS, path);
    }

    /** The same as a frame. */
    public final A prompts(Dataset<Row> frame) {
        return table(InputTable.PROMPTS, frame);
    }

    /** The format of all tables that are paths; without: by their names. */
    public final A format(TableFormat of) {
        return set(InputSettings.FORMAT, of);
    }

    /** Rejected rows to tolerate; they count for nothing. */
    public final A maxRejectedRows(long rows) {
        return set(InputSettings.MAX_REJECTED_ROWS, rows);
    }

    /** Into how many partitions the reports are packed; 0 = from their size. Changes no result. */
    public final A partitions(int packed) {
        partitions = packed;
        return self();
    }

    final EngineLimits limits() {
        return EngineSettings.limits(values, spark, partitions);
    }

    final Tables tables() {
        return InputSettings.tables(values, frames);
    }
}
