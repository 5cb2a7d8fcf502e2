package dev.candor.engine;

import dev.candor.io.InputTable;
import dev.candor.io.PreferenceLog;
import dev.candor.io.Rejections;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;

/**
 * Rewards learned from a log of preferences: one scan of the log, one shuffle by agent, and every agent by itself in the
 * partition where its rows meet. Nothing is pooled over agents.
 */
public final class LearnedRewards implements AutoCloseable {
    /** What a row of a log is taken to need in files. */
    private static final long ROW_BYTES = 32;

    private final SparkSession spark;
    private final PreferenceLog log;
    private final LearnSpec spec;
    private final Optional<Broadcast<CandidateLists>> lists;
    private final JavaRDD<LearnedBlock> blocks;
    private final Tally tally;

    /** Mergeable counts. */
    private record Tally(long agents, long rewards, long accepted, long rejected, double largestDelta)
            implements Serializable {
        static Tally of(LearnedBlock block) {
            return new Tally(
                    block.agents(),
                    block.rewards(),
                    block.accepted,
                    Arrays.stream(block.rejected).sum(),
                    block.largestDelta());
        }

        Tally plus(Tally other) {
            return new Tally(
                    agents + other.agents,
                    rewards + other.rewards,
                    accepted + other.accepted,
                    rejected + other.rejected,
                    Math.max(largestDelta, other.largestDelta));
        }
    }

    private LearnedRewards(SparkSession spark, PreferenceLog log, LearnSpec spec, EngineLimits limits) {
        this.spark = spark;
        this.log = log;
        this.spec = spec;
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.lists = log.candidates().map(pairs -> context.broadcast(CandidateLists.of(pairs, limits)));
        int partitions = limits.partitionsFor(spark, log.bytes() / ROW_BYTES);
        InputTable table = log.table();
        Broadcast<CandidateLists> known = lists.orElse(null);
        JavaRDD<InternalRow> rows = log.rows()
                .select("agent_id", "prompt_id", "items", "number", "reject")
                .queryExecution()
                .toRdd()
                .toJavaRDD();
        this.blocks = Shuffles.byPartition(
                        rows.mapPartitions(part -> new PreferenceChunks(part, partitions)), partitions)
                .mapPartitions(chunks -> {
                    PreferenceChunks.Rows all = new PreferenceChunks.Rows();
                    chunks.forEachRemaining(chunk -> all.add(chunk._2()));
                    RankedRows ranked = new RankedRows(all, known == null ? null : known.value());
                    return List.of(new LearnPass(ranked, table, spec).learn()).iterator();
                })
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            this.tally = blocks.map(Tally::of).reduce(Tally::plus);
        } catch (Throwable failure) {
            blocks.unpersist();
            lists.ifPresent(Broadcast::destroy);
            throw failure;
        }
    }

    /** Learns; the log is closed with the result, or when this fails. */
    public static LearnedRewards of(
            SparkSession spark, PreferenceLog log, LearnSpec spec, EngineLimits limits, Phases phases) {
        return phases.run("learn every agent", () -> {
            try {
                LearnedRewards learned = new LearnedRewards(spark, log, spec, limits);
                phases.rows(learned.tally.accepted + learned.tally.rejected);
                return learned;
            } catch (Throwable failure) {
                log.close();
                throw failure;
            }
        });
    }

    /** agent_id, prompt_id, candidate_id, reward. */
    public Dataset<Row> reports() {
        return spark.createDataFrame(blocks.flatMap(LearnedBlock::reportRows), LearnedBlock.REPORTS);
    }

    /** agent_id, delta, confidence. */
    public Dataset<Row> errors() {
        double confidence = spec.confidence();
        return spark.createDataFrame(blocks.flatMap(block -> block.errorRows(confidence)), LearnedBlock.ERRORS);
    }

    /** Rows of {@link #reports}. */
    public long rewards() {
        return tally.rewards;
    }

    /** Rows of {@link #errors}. */
    public long agents() {
        return tally.agents;
    }

    /** Rows of the log that count. */
    public long rowsAccepted() {
        return tally.accepted;
    }

    /** The largest δ of any agent. */
    public double largestDelta() {
        return tally.largestDelta;
    }

    /** Everything that was rejected, of all tables; reads the log again when some of it was. */
    public Rejections rejections() {
        return tally.rejected == 0 ? log.rejectedBefore() : log.rejections();
    }

    @Override
    public void close() {
        blocks.unpersist();
        lists.ifPresent(Broadcast::destroy);
        log.close();
    }
}
