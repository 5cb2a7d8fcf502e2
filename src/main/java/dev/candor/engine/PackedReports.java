package dev.candor.engine;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.GatedTables;
import dev.candor.io.InputTable;
import dev.candor.io.Rejections;
import dev.candor.model.MechanismSpec;
import dev.candor.model.RejectReason;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The reports behind the gate, encoded and packed by payer, kept in memory and on disk: what every pass reads. One shuffle,
 * by payer; rejected rows travel in it as bare reason codes and are only read again, with their text, when there are any.
 */
public final class PackedReports implements AutoCloseable {
    /** Rejected rows are spread over this many keys, so that a wholly wrong file is no skew. */
    private static final int REJECT_KEYS = 64;

    /** What a broadcast row of ids is taken to need. */
    private static final long ID_ROW_BYTES = 128;

    private static final StructType LATE = new StructType()
            .add("agent", DataTypes.LongType, false)
            .add("slot", DataTypes.IntegerType, false)
            .add("late", DataTypes.IntegerType, false);

    private final SparkSession spark;
    private final GatedTables tables;
    private final EngineLimits limits;

    final Dictionary dictionary;
    final JavaRDD<PackedBlock> blocks;
    final PackTally tally;

    private PackedReports(SparkSession spark, GatedTables tables, MechanismSpec mechanism, EngineLimits limits) {
        this.spark = spark;
        this.tables = tables;
        this.limits = limits;
        this.dictionary = new Dictionary(spark, tables);
        JavaRDD<PackedBlock> packed = null;
        try {
            int partitions = limits.partitionsFor(spark, tables.reports());
            Dataset<Row> sorted = encoded()
                    .select(Arrays.stream(Packer.COLUMNS)
                            .map(org.apache.spark.sql.functions::col)
                            .toArray(Column[]::new))
                    .repartition(partitions, col("payer"))
                    .sortWithinPartitions("payer", "agent", "slot");
            int prompts = dictionary.layout.prompts();
            JavaRDD<InternalRow> rows = sorted.queryExecution().toRdd().toJavaRDD();
            packed = rows.mapPartitions(
                            part -> new Packer(part, mechanism.normalisation(), mechanism.domain(), prompts))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            this.blocks = packed;
            this.tally = packed.map(block -> block.tally.counts()).fold(new PackTally(), PackTally::merge);
        } catch (Throwable failure) {
            if (packed != null) {
                packed.unpersist();
            }
            dictionary.close();
            throw failure;
        }
    }

    /** Numbers the ids and packs the reports. The tables are closed with the result, or when this fails. */
    public static PackedReports pack(
            SparkSession spark, GatedTables tables, MechanismSpec mechanism, EngineLimits limits, Phases phases) {
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

    /** Rows of the reports table, accepted or not. */
    public long rowsRead() {
        return tally.accepted + tally.duplicates + tally.rejectedRows();
    }

    /** Rows that count. */
    public long rowsAccepted() {
        return tally.accepted;
    }

    /** Rows of all tables that the gate or the packing rejected. */
    public long rowsRejected() {
        return tables.rejected().total() + tally.rejectedRows();
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
        return dictionary.agentCount;
    }

    public long payers() {
        return dictionary.payerCount;
    }

    public long prompts() {
        return dictionary.layout.prompts();
    }

    public long candidates() {
        return dictionary.layout.slots();
    }

    /** Everything the gate and the packing rejected, of all tables. */
    public Rejections rejections() {
        return tally.rejectedRows() == 0
                ? tables.rejected()
                : tables.rejected().plus(Rejections.of(InputTable.REPORTS, judged()));
    }

    /** Rows with the numbers of their ids; a rejected row has payer < 0 and its reason code in place of the agent. */
    private Dataset<Row> encoded() {
        Dataset<Row> joined =
                joined(tables.reports().select("agent_id", "prompt_id", "candidate_id", "reward", "reject"));
        Column key = pmod(hash(col("agent_id"), col("prompt_id"), col("candidate_id")), lit(REJECT_KEYS));
        Column accepted = col("code").equalTo(0);
        return joined.select(
                when(accepted, col("payer")).otherwise(lit(-1L).minus(key)).as("payer"),
                when(accepted, col("agent"))
                        .otherwise(col("code").cast(DataTypes.LongType))
                        .as("agent"),
                coalesce(col("slot"), lit(-1)).as("slot"),
                coalesce(col("prompt"), lit(-1)).as("prompt"),
                coalesce(col("reward"), lit(0.0)).as("reward"),
                coalesce(col("weight"), lit(0.0)).as("weight"),
                coalesce(col("boost"), lit(0.0)).as("boost"));
    }

    /** Reports beside the numbers of their ids, with {@code code} the reason they are rejected for, or 0. */
    private Dataset<Row> joined(Dataset<Row> reports) {
        Dataset<Row> slots = small(dictionary.slots, dictionary.layout.slots());
        Dataset<Row> agents = small(dictionary.agents, dictionary.agentCount);
        return Joins.left(Joins.left(reports, slots, "prompt_id", "candidate_id"), agents, "agent_id")
                .withColumn(
                        "code",
                        when(col("reject").notEqual(0), col("reject"))
                                .when(col("agent").isNull(), RejectReason.UNKNOWN_AGENT.code())
                                .when(col("slot").isNull(), RejectReason.UNKNOWN_CANDIDATE.code())
                                .otherwise(0));
    }

    private Dataset<Row> small(Dataset<Row> ids, long rows) {
        return rows * ID_ROW_BYTES <= limits.broadcastBytes() ? broadcast(ids) : ids;
    }

    /** The reports with the reason each is rejected for, those found while packing included. */
    private Dataset<Row> judged() {
        JavaRDD<Row> late = blocks.flatMap(block -> {
            PackTally.LateRejections found = block.tally.late;
            return IntStream.range(0, found.size)
                    .mapToObj(k -> RowFactory.create(found.agent[k], found.slot[k], found.code[k]))
                    .iterator();
        });
        return Joins.left(joined(tables.reports()), spark.createDataFrame(late, LATE), "agent", "slot")
                .select(
                        when(col("code").notEqual(0), col("code"))
                                .otherwise(coalesce(col("late"), lit(0)))
                                .as("reject"),
                        col("row_text"));
    }

    @Override
    public void close() {
        blocks.unpersist();
        dictionary.close();
        tables.close();
    }
}
