package dev.candor.io.gate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import dev.candor.io.store.PackedRows;
import dev.candor.io.store.PackedStore;
import dev.candor.io.table.TableRows;
import dev.candor.io.table.TableScan;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The input as it lies in its files, each row with its own verdict. Whoever finds a small table tidy (no row rejected, no
 * key twice, keys that match) reads it by {@link #scan} alone; anything else is for {@link #judged} to sort out.
 */
public final class InputTables implements AutoCloseable {
    private final SparkSession spark;
    private final Map<InputTable, TableScan> scans;
    private final Optional<PackedStore> packed;
    /** Those of a packed store are only wanted where something is wrong with them. */
    private final Supplier<Dataset<Row>> rows;

    private Dataset<Row> reports;
    private final Map<InputTable, Supplier<Dataset<Row>>> frames;
    private final Function<Dataset<Row>, GatedTables> judge;
    private final InputTable reportsTable;
    private GatedTables judged;

    private InputTables(
            SparkSession spark,
            Map<InputTable, TableScan> scans,
            Optional<PackedStore> packed,
            Supplier<Dataset<Row>> rows,
            Map<InputTable, Supplier<Dataset<Row>>> frames,
            Function<Dataset<Row>, GatedTables> judge,
            InputTable reportsTable) {
        this.spark = spark;
        this.scans = scans;
        this.packed = packed;
        this.rows = rows;
        this.frames = frames;
        this.judge = judge;
        this.reportsTable = reportsTable;
    }

    static InputTables of(SparkSession spark, Map<InputTable, TableRows> tables, Optional<PackedStore> packed) {
        Map<InputTable, TableScan> scans = new EnumMap<>(InputTable.class);
        Map<InputTable, Supplier<Dataset<Row>>> frames = new EnumMap<>(InputTable.class);
        tables.forEach((table, rows) -> {
            scans.put(table, rows.scan());
            frames.put(table, rows::rows);
        });
        return new InputTables(
                spark,
                scans,
                packed,
                () -> packed.map(store -> PackedRows.of(spark, store))
                        .orElseGet(() -> tables.containsKey(InputTable.REPORTS)
                                ? tables.get(InputTable.REPORTS).rows()
                                : spark.emptyDataFrame()),
                frames,
                reports -> InputGate.judged(spark, tables, reports),
                table(tables, InputTable.REPORTS));
    }

    /** Tables that are judged already. */
    public static InputTables of(SparkSession spark, GatedTables gated) {
        return of(spark, gated, InputTable.REPORTS, TableScan.ofRows(spark, InputTable.REPORTS, gated.reports()));
    }

    /** The same, reports being called otherwise in files; {@code reports} is a scan of those in {@code gated}. */
    static InputTables of(SparkSession spark, GatedTables gated, InputTable reportsTable, TableScan reports) {
        Map<InputTable, TableScan> scans = new EnumMap<>(InputTable.class);
        scans.put(InputTable.REPORTS, reports);
        Map<InputTable, Supplier<Dataset<Row>>> frames = new EnumMap<>(InputTable.class);
        gated.agents().ifPresent(agents -> frames.put(InputTable.AGENTS, () -> agents));
        InputTables tables =
                new InputTables(spark, scans, Optional.empty(), gated::reports, frames, rows -> gated, reportsTable);
        tables.judged();
        return tables;
    }

    /** The same with the table of {@code other}, where it has it. */
    InputTables with(InputTable table, InputTables other) {
        if (other.scans.containsKey(table)) {
            scans.put(table, other.scans.get(table));
            frames.put(table, other.frames.get(table));
        }
        return this;
    }

    /** The table's rows; absent where it is not given. */
    public Optional<TableScan> scan(InputTable table) {
        if (table == InputTable.REPORTS && packed.isPresent()) {
            return Optional.of(TableScan.ofRows(spark, table, reports()));
        }
        return Optional.ofNullable(scans.get(table));
    }

    /** The table that stands in the place of {@code role}: another one in a catalog, or where rewards are coefficients. */
    public InputTable table(InputTable role) {
        if (role == InputTable.CANDIDATES && reportsTable == InputTable.VALUATIONS) {
            return InputTable.CHECKPOINTS;
        }
        return role == InputTable.REPORTS ? reportsTable : role;
    }

    private static InputTable table(Map<InputTable, TableRows> tables, InputTable role) {
        return tables.containsKey(role) ? tables.get(role).table() : role;
    }

    /** The packed store that the reports come from, where they do. */
    public Optional<PackedStore> packed() {
        return packed;
    }

    /** agent_id, prompt_id, candidate_id, reward, reject, row_text: see {@link GatedTables#reports}. */
    public synchronized Dataset<Row> reports() {
        if (reports == null) {
            reports = rows.get();
        }
        return reports;
    }

    /** agent_id of the agents table's rows as they are read; the table must be given. */
    public Dataset<Row> agentIds() {
        return frames.get(InputTable.AGENTS).get().select("agent_id");
    }

    /** The rejected rows of a table that is judged row by row; it must be given. */
    public Rejections rejections(InputTable table) {
        return Rejections.of(scans.get(table).count(), frames.get(table).get());
    }

    /** How many rows a table has, whatever becomes of them; it must be given, in files or as a frame. */
    public long rowsRead(InputTable table) {
        RowCount count = scans.get(table).count();
        return count.isKnown() ? count.rows() : frames.get(table).get().count();
    }

    /** Whether {@link #judged} has been asked for. */
    public synchronized boolean isJudged() {
        return judged != null;
    }

    /** The tables judged in full; the work is done once. */
    public synchronized GatedTables judged() {
        if (judged == null) {
            judged = judge.apply(reports());
        }
        return judged;
    }

    /** Accepted rows of a judged table as a scan. */
    public static TableScan accepted(SparkSession spark, InputTable table, Dataset<Row> rows) {
        Dataset<Row> all = rows.withColumn("reject", lit(0));
        return TableScan.ofRows(
                spark,
                table,
                switch (table) {
                    case CANDIDATES ->
                        all.withColumn("ref_logprob", col("log_base"))
                                .withColumn("gen_logprob", lit(null).cast("double"));
                    case CHECKPOINTS -> all.withColumn("divergence", col("log_base"));
                    default -> all;
                });
    }

    /** Lets go of what {@link #judged} kept. */
    @Override
    public synchronized void close() {
        if (judged != null) {
            judged.close();
        }
    }
}
