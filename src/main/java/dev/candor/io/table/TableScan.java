package dev.candor.io.table;

import dev.candor.io.parquet.AgentRanges;
import dev.candor.io.parquet.ColumnBatches;
import dev.candor.io.parquet.RowGroup;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A table as batches of columns, every row of it with its verdict. Parquet is decoded column by column, a task per some
 * row groups; everything else goes through Spark's rows.
 */
public final class TableScan {
    private final SparkSession spark;
    private final InputTable table;
    private final Set<String> present;
    private final List<RowGroup> groups;
    private final Dataset<Row> rows;
    /** Where the rows come from, if they are read from text. */
    private final TextTable text;
    /** What the files say; null where rows are no longer those of files. */
    private final RowCount count;
    /** Rows of the scan a row of the files. */
    private final long each;

    private TableScan(
            SparkSession spark,
            InputTable table,
            Set<String> present,
            List<RowGroup> groups,
            Dataset<Row> rows,
            TextTable text,
            RowCount count,
            long each) {
        this.spark = spark;
        this.table = table;
        this.present = present;
        this.groups = groups;
        this.rows = rows;
        this.text = text;
        this.count = count;
        this.each = each;
    }

    /** Rows that are judged already: the table's columns and {@code reject}. */
    public static TableScan ofRows(SparkSession spark, InputTable table, Dataset<Row> rows) {
        return new TableScan(spark, table, Set.of(), List.of(), rows, null, null, 1);
    }

    /** Rows of files through Spark. */
    public static TableScan ofRows(SparkSession spark, RowCount count, Dataset<Row> rows) {
        return new TableScan(spark, count.table(), Set.of(), List.of(), rows, null, count, 1);
    }

    /**
     * Rows made of those of files.
     *
     * @param table whose columns they have
     * @param each how many an accepted row becomes
     */
    public static TableScan ofRows(SparkSession spark, InputTable table, Dataset<Row> rows, RowCount count, long each) {
        return new TableScan(spark, table, Set.of(), List.of(), rows, null, count, each);
    }

    /** Rows of text files: the table's columns and {@code reject}. */
    public static TableScan ofText(SparkSession spark, InputTable table, Dataset<Row> rows, TextTable text) {
        return new TableScan(spark, table, Set.of(), List.of(), rows, text, new RowCount(table, text.rowCount()), 1);
    }

    /** The row groups of Parquet files; {@code present}: the table's columns that some file has. */
    static TableScan ofColumns(SparkSession spark, InputTable table, Set<String> present, List<RowGroup> groups) {
        RowCount count =
                new RowCount(table, groups.stream().mapToLong(RowGroup::rows).sum());
        return new TableScan(spark, table, present, List.copyOf(groups), null, null, count, 1);
    }

    /** What a task makes of its share of the table. */
    @FunctionalInterface
    public interface BatchFunction<T> extends Serializable {
        /** May read lazily; closes nothing. */
        Iterator<T> apply(RowBatches batches) throws Exception;
    }

    /** Whether the columns of the files are read directly. */
    boolean columnar() {
        return rows == null;
    }

    /** Rows of the scan; empty where they are no longer those of files. */
    public OptionalLong rowCount() {
        return count == null ? OptionalLong.empty() : OptionalLong.of(count.rows() * each);
    }

    /** Rows of the files, where there are files. */
    public RowCount count() {
        return count == null ? RowCount.unknown(table) : count;
    }

    /**
     * {@link RowCount#requireAll}, where there are files.
     *
     * @param read rows of the files, accepted, rejected and collapsed ones together
     */
    public void requireAll(long read) {
        if (count != null) {
            count.requireAll(read);
        }
    }

    /** Bytes, as Spark estimates them or as the files say. */
    public long bytes() {
        if (text != null) {
            return text.bytes();
        }
        return columnar()
                ? groups.stream().mapToLong(RowGroup::bytes).sum()
                : rows.queryExecution()
                        .optimizedPlan()
                        .stats()
                        .sizeInBytes()
                        .min(scala.math.BigInt.apply(Long.MAX_VALUE))
                        .toLong();
    }

    /** Reads the table once, in parallel. */
    public <T> JavaRDD<T> map(BatchFunction<T> function) {
        return columnar() ? mapColumns(function) : mapRows(function);
    }

    private <T> JavaRDD<T> mapRows(BatchFunction<T> function) {
        Column[] columns = new Column[table.fields().size() + 1];
        for (int k = 0; k + 1 < columns.length; k++) {
            columns[k] = functions.col(table.fields().get(k).name());
        }
        columns[columns.length - 1] = functions.col("reject");
        InputTable of = table;
        JavaRDD<InternalRow> internal =
                rows.select(columns).queryExecution().toRdd().toJavaRDD();
        return internal.mapPartitions(part -> function.apply(new FrameBatches(of, part)));
    }

    private <T> JavaRDD<T> mapColumns(BatchFunction<T> function) {
        return mapParts(
                RowGroup.shares(groups, shareBytes(), Long.MAX_VALUE),
                share -> share,
                (batches, share) -> batches,
                function);
    }

    /**
     * How to read the table so that each task has agents of its own; empty where its files do not allow that.
     *
     * @param mostRows of a task
     */
    public Optional<AgentRanges> agentRanges(long mostRows) {
        return columnar()
                ? AgentRanges.of(
                        groups, shareBytes(), mostRows, spark.sparkContext().defaultParallelism())
                : Optional.empty();
    }

    /** Reads the table once, partition k the rows of the agents in range k: {@link RowBatches#disordered} must be asked. */
    public <T> JavaRDD<T> mapByAgent(AgentRanges ranges, BatchFunction<T> function) {
        return mapParts(ranges.parts(), AgentRanges.Part::groups, RangeBatches::new, function);
    }

    /** Which row groups a task reads. */
    @FunctionalInterface
    private interface GroupsOf<P> extends Serializable {
        List<RowGroup> of(P part);
    }

    /** Which of their rows count. */
    @FunctionalInterface
    private interface RowsOf<P> extends Serializable {
        RowBatches of(RowBatches batches, P part);
    }

    private <P, T> JavaRDD<T> mapParts(
            List<P> parts, GroupsOf<P> groupsOf, RowsOf<P> rowsOf, BatchFunction<T> function) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> hadoop = context.broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        InputTable of = table;
        Set<String> found = present;
        return context.parallelize(parts, parts.size()).mapPartitions(mine -> {
            P part = mine.next();
            RowBatches batches = rowsOf.of(
                    new GroupBatches(
                            of,
                            found,
                            groupsOf.of(part).iterator(),
                            hadoop.value().value()),
                    part);
            TaskCompletionListener closing = task -> closeQuietly(batches);
            TaskContext.get().addTaskCompletionListener(closing);
            return function.apply(batches);
        });
    }

    /** Not so many that the cores wait for the last one. */
    private long shareBytes() {
        long most = spark.sessionState().conf().filesMaxPartitionBytes();
        return Math.min(most, bytes() / (2L * spark.sparkContext().defaultParallelism()) + 1);
    }

    private static void closeQuietly(RowBatches batches) {
        try {
            batches.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Row groups one after the other. */
    private static final class GroupBatches implements RowBatches {
        private final InputTable table;
        private final Iterator<RowGroup> groups;
        private final Configuration hadoop;
        private final BatchRules rules;
        private ColumnBatches open;
        private int opened;

        GroupBatches(InputTable table, Set<String> present, Iterator<RowGroup> groups, Configuration hadoop) {
            this.table = table;
            this.groups = groups;
            this.hadoop = hadoop;
            this.rules = new BatchRules(table, present);
        }

        @Override
        public RowBatch next() throws IOException {
            while (true) {
                if (open == null && !groups.hasNext()) {
                    return null;
                }
                if (open == null) {
                    open = ColumnBatches.open(groups.next(), table.columns(false), table.columns(true), hadoop);
                    opened++;
                }
                if (open.next()) {
                    return rules.judged(open, opened);
                }
                close();
            }
        }

        @Override
        public void close() throws IOException {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }
}
