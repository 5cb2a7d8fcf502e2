package dev.candor.engine.learn;

import dev.candor.engine.candidates.CandidateLists;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.Rejections;
import dev.candor.io.schema.InputTable;
import dev.candor.kept.Kept;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * Rewards learned from a log of preferences: one scan of the log, one shuffle by agent, and every agent by itself in the
 * partition where its rows meet. Nothing is pooled over agents.
 */
public final class LearnedRewards implements Learned {
    private final SparkSession spark;
    private final Kept kept = new Kept();
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
        this.lists = log.candidates().map(pairs -> kept.keep(context.broadcast(CandidateLists.of(pairs, limits))));
        InputTable table = log.table();
        Broadcast<CandidateLists> known = lists.orElse(null);
        this.blocks = kept.persist(PreferenceChunks.byAgent(spark, log, limits)
                .map(rows -> new LearnPass(new RankedRows(rows, known == null ? null : known.value()), table, spec)
                        .learn()));
        try {
            this.tally = blocks.map(Tally::of).reduce(Tally::plus);
            log.requireAll(tally.accepted + tally.rejected);
        } catch (Throwable failure) {
            kept.close();
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

    @Override
    public List<Table> tables() {
        double confidence = spec.confidence();
        return List.of(
                new Table(
                        "reports",
                        spark.createDataFrame(blocks.flatMap(LearnedBlock::reportRows), LearnedBlock.REPORTS),
                        tally.rewards,
                        List.of("agent_id", "prompt_id", "candidate_id")),
                new Table(
                        "errors",
                        spark.createDataFrame(
                                blocks.flatMap(block -> block.errorRows(confidence)), LearnedBlock.ERRORS),
                        tally.agents,
                        List.of("agent_id")));
    }

    @Override
    public long rewards() {
        return tally.rewards;
    }

    @Override
    public long agents() {
        return tally.agents;
    }

    @Override
    public long rowsAccepted() {
        return tally.accepted;
    }

    @Override
    public double largestDelta() {
        return tally.largestDelta;
    }

    @Override
    public Rejections rejections() {
        return tally.rejected == 0 ? log.rejectedBefore() : log.rejections();
    }

    @Override
    public void close() {
        kept.close();
        log.close();
    }
}
