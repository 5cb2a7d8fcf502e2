package dev.candor.engine.pack;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.Candidates;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Joins;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.runtime.Shuffles;
import dev.candor.io.gate.GatedTables;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.Rejections;
import dev.candor.io.parquet.AgentRanges;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import dev.candor.io.store.PackedStore;
import dev.candor.io.table.TableScan;
import dev.candor.kept.Kept;
import dev.candor.model.MechanismSpec;
import dev.candor.model.RejectReason;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The reports behind the gate, encoded and packed by payer, kept in memory and on disk: what every pass reads. One scan
 * of the reports and one shuffle, by agent, of arrays; rejected rows are counted in it and only read again, with their
 * text, when there are any.
 */
public final class PackedReports implements AutoCloseable {
    private static final StructType LATE = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("slot", DataTypes.IntegerType, false)
            .add("late", DataTypes.IntegerType, false);

    private final Kept kept = new Kept();
    private final SparkSession spark;
    private final InputTables tables;
    private final AgentPartitions agents;
    private final Broadcast<Layout> layout;
    private final JavaRDD<PackedBlock> byAgent;

    public final Candidates candidates;
    public final JavaRDD<PackedBlock> blocks;
    public final PackTally tally;
    private final long payers;

    /** Reports packed in partitions of agents. */
    private record Packing(AgentPartitions agents, JavaRDD<PackedBlock> byAgent, PackTally tally) {}

    private PackedReports(SparkSession spark, InputTables tables, MechanismSpec mechanism, EngineLimits limits) {
        this.spark = spark;
        this.tables = tables;
        try {
            this.candidates = kept.keep(Candidates.of(spark, tables, limits));
            this.layout = kept.keep(
                    JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(candidates.layout));
            Packing packing = packing(mechanism, limits);
            this.agents = packing.agents();
            this.byAgent = kept.keep(packing.byAgent());
            this.tally = packing.tally();
            requireAll(tables);
            this.blocks = agents.shared() ? byPayer(byAgent, byAgent.getNumPartitions()) : byAgent;
            this.payers = agents.shared()
                    ? blocks.map(PackedBlock::payers).map(n -> (long) n).reduce(Long::sum)
                    : tally.agents;
        } catch (Throwable failure) {
            kept.close();
            throw failure;
        }
    }

    /** Every row is accepted, rejected or an identical duplicate. */
    private void requireAll(InputTables all) {
        if (all.packed().isEmpty()) {
            all.scan(InputTable.REPORTS).orElseThrow().requireAll(fileRows());
        } else {
            all.packed().get().requireAll(tally.rows());
        }
    }

    /** What was read. A row of coefficients counts once for each feature, and once where it is rejected. */
    private long fileRows() {
        return isOfCoefficients()
                ? (tally.accepted + tally.duplicates) / candidates.layout.slots() + tally.rejectedRows()
                : tally.rows();
    }

    /** From a store as it is cut; from a log that lies by agent as it lies; else by a shuffle. */
    private Packing packing(MechanismSpec mechanism, EngineLimits limits) {
        Optional<Broadcast<CandidateIndex>> index = candidates.index();
        Optional<PackedStore> store = tables.packed()
                .filter(known -> index.isPresent() && known.rows() <= known.buckets() * EngineLimits.MOST_BUCKET_ROWS);
        if (store.isPresent()) {
            return packing(
                    AgentPlaces.byHash(store.get().buckets()),
                    PackedSource.rows(spark, store.get(), index.get()),
                    mechanism);
        }
        if (index.isPresent() && limits.partitions() == 0 && tables.packed().isEmpty()) {
            TableScan reports = tables.scan(InputTable.REPORTS).orElseThrow();
            Optional<AgentRanges> ranges = reports.agentRanges(EngineLimits.mostRangeRows(spark.sparkContext()));
            if (ranges.isPresent()) {
                Packing found = packing(
                        AgentPlaces.byRange(ranges.get()),
                        RowsByAgent.of(reports, ranges.get(), index.get()),
                        mechanism);
                // Bounds in files may be wrong: no agent is in two partitions, and no row is missing.
                if (!found.tally().disordered
                        && found.tally().rows() == reports.rowCount().orElseThrow()) {
                    return found;
                }
                found.byAgent().unpersist();
            }
        }
        int partitions = partitions(spark, tables, limits);
        return packing(AgentPlaces.byHash(partitions), shuffled(partitions), mechanism);
    }

    private Packing packing(AgentPlaces places, JavaRDD<ReportBuffers.Rows> rows, MechanismSpec mechanism) {
        AgentPartitions found = AgentPartitions.of(spark, tables, places);
        JavaRDD<PackedBlock> packed = packed(found, rows, mechanism).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            PackTally counts = packed.map(block -> block.tally.counts()).fold(new PackTally(), PackTally::merge);
            return new Packing(found, packed, counts);
        } catch (Throwable failure) {
            packed.unpersist();
            throw failure;
        }
    }

    /** Into how many partitions the reports are packed, packed stores apart. */
    public static int partitions(SparkSession spark, InputTables tables, EngineLimits limits) {
        return tables.packed()
                .map(store -> limits.partitionsFor(spark, store.rows()))
                .orElseGet(() -> limits.partitionsFor(
                        spark, tables.scan(InputTable.REPORTS).orElseThrow()));
    }

    /** Numbers the ids and packs the reports. The tables are closed with the result, or when this fails. */
    public static PackedReports pack(
            SparkSession spark, InputTables tables, MechanismSpec mechanism, EngineLimits limits, Phases phases) {
        return phases.run("encode and pack reports", () -> {
            try {
                PackedReports packed = new PackedReports(spark, tables, mechanism, limits);
                phases.rows(packed.rowsRead());
                return packed;
            } catch (Throwable failure) {
                tables.close();
                throw failure;
            }
        });
    }

    /** The same of tables that are judged already. */
    public static PackedReports pack(
            SparkSession spark, GatedTables tables, MechanismSpec mechanism, EngineLimits limits, Phases phases) {
        return pack(spark, InputTables.of(spark, tables), mechanism, limits, phases);
    }

    private JavaRDD<Tuple2<Integer, byte[]>> chunks(int partitions) {
        TableScan reports = tables.scan(InputTable.REPORTS).orElseThrow();
        Optional<Broadcast<CandidateIndex>> index = candidates.index();
        if (index.isPresent()) {
            Broadcast<CandidateIndex> known = index.get();
            return reports.map(batches -> new ReportChunker.Scanned(batches, known.value(), partitions));
        }
        JavaRDD<InternalRow> rows = located(
                        tables.reports().select("agent_id", "prompt_id", "candidate_id", "reward", "reject"))
                .select(
                        coalesce(col("agent_id"), lit("")).as("agent_id"),
                        coalesce(col("slot"), lit(-1)).as("slot"),
                        coalesce(col("reward"), lit(0.0)).as("reward"),
                        col("reject"))
                .queryExecution()
                .toRdd()
                .toJavaRDD();
        return rows.mapPartitions(part -> new ReportChunker.Joined(part, partitions));
    }

    private JavaRDD<ReportBuffers.Rows> shuffled(int partitions) {
        return Shuffles.byPartition(chunks(partitions), partitions).map(chunk -> new ReportBuffers.Rows(chunk._2()));
    }

    private JavaRDD<PackedBlock> packed(
            AgentPartitions agents, JavaRDD<ReportBuffers.Rows> reports, MechanismSpec mechanism) {
        Broadcast<Layout> where = layout;
        return agents.chunks()
                .map(known -> known.zipPartitions(reports, (theirs, rows) -> {
                    AgentChunks.Rows table = new AgentChunks.Rows();
                    theirs.forEachRemaining(chunk -> table.add(chunk._2()));
                    return List.of(packer(where.value(), mechanism).pack(table, rows))
                            .iterator();
                }))
                .orElseGet(() -> reports.mapPartitions(
                        rows -> List.of(packer(where.value(), mechanism).pack(null, rows))
                                .iterator()));
    }

    private static Packer packer(Layout layout, MechanismSpec mechanism) {
        return new Packer(layout, mechanism.normalisation(), mechanism.domain());
    }

    /** Blocks by payer, where some payers have several agents. */
    private JavaRDD<PackedBlock> byPayer(JavaRDD<PackedBlock> packed, int partitions) {
        return kept.persist(PayerPass.byPayer(packed, agents.chunks().orElseThrow(), partitions));
    }

    /** Blocks by agent, whoever pays for it. */
    JavaRDD<PackedBlock> byAgent() {
        return byAgent;
    }

    /** Where prompts and candidates lie, in every executor. */
    public Broadcast<Layout> layout() {
        return layout;
    }

    /** Whether these are coefficients, packed as reports on features. */
    public boolean isOfCoefficients() {
        return tables.table(InputTable.REPORTS) == InputTable.COEFFICIENTS;
    }

    /** The flag that says where they lie. */
    public String flag() {
        return tables.packed().isPresent()
                ? "--packed"
                : tables.table(InputTable.REPORTS).flag();
    }

    /** Whether they are learned, and an errors table says how far off they may be. */
    public boolean areLearned() {
        return tables.scan(InputTable.ERRORS).isPresent();
    }

    /** The tables that these reports come from. */
    public InputTables tables() {
        return tables;
    }

    /** Rows of the reports table, accepted or not. */
    public long rowsRead() {
        return tally.rows();
    }

    /** Rows that count. */
    public long rowsAccepted() {
        return tally.accepted;
    }

    /** Rows of all tables that the gate or the packing rejected. */
    public long rowsRejected() {
        return rejectedBefore().total() + tally.rejectedRows();
    }

    /** Identical rows beyond the first of each. */
    public long duplicateRows() {
        return tally.duplicates;
    }

    /** Accepted rewards below 0. */
    public long negativeRewards() {
        return tally.negativeRewards;
    }

    public long agents() {
        return tally.agents;
    }

    public long payers() {
        return payers;
    }

    public long prompts() {
        return candidates.layout.prompts();
    }

    /** Prompts with one candidate. */
    public long promptsWithoutChoice() {
        return candidates.layout.withoutChoice();
    }

    /** Prompts of weight 0. */
    public long promptsWithoutWeight() {
        return candidates.weightless;
    }

    public long candidates() {
        return candidates.layout.slots();
    }

    /** Everything the gate and the packing rejected, of all tables. */
    public Rejections rejections() {
        return tally.rejectedRows() == 0
                ? rejectedBefore()
                : rejectedBefore()
                        .plus(Rejections.of(new RowCount(tables.table(InputTable.REPORTS), tally.rows()), judged()));
    }

    /** Of candidates, agents and prompts: nothing where they were tidy. */
    private Rejections rejectedBefore() {
        return tables.isJudged() ? tables.judged().rejected() : Rejections.none(spark);
    }

    /** Reports with the slot of their candidate, null where it is unknown. */
    private Dataset<Row> located(Dataset<Row> reports) {
        Dataset<Row> slots = candidates.slots();
        return Joins.left(
                reports, candidates.index().isPresent() ? broadcast(slots) : slots, "prompt_id", "candidate_id");
    }

    /** The reports with the reason each is rejected for, those found while packing included. */
    private Dataset<Row> judged() {
        JavaRDD<Row> late = byAgent.flatMap(block -> {
            PackTally.LateRejections found = block.tally.late;
            return IntStream.range(0, found.size)
                    .mapToObj(k -> RowFactory.create(block.ids.get(found.agent[k]), found.slot[k], found.code[k]))
                    .iterator();
        });
        Dataset<Row> reports = located(tables.reports());
        Dataset<Row> known = agents.accepted()
                .map(ids -> Joins.left(reports, ids.withColumn("known", lit(true)), "agent_id"))
                .orElseGet(() -> reports.withColumn("known", lit(true)));
        return Joins.left(known, spark.createDataFrame(late, LATE), "agent_id", "slot")
                .select(
                        when(col("reject").notEqual(0), col("reject"))
                                .when(col("known").isNull(), RejectReason.UNKNOWN_AGENT.code())
                                .when(col("slot").isNull(), RejectReason.UNKNOWN_CANDIDATE.code())
                                .otherwise(coalesce(col("late"), lit(0)))
                                .as("reject"),
                        col("row_text"));
    }

    @Override
    public void close() {
        kept.close();
        tables.close();
    }
}
