package dev.candor.engine;

import dev.candor.engine.LinearSpec.Pooling;
import dev.candor.engine.LinearSpec.RewardScope;
import dev.candor.io.PreferenceLog;
import dev.candor.io.Rejections;
import dev.candor.learn.CoefficientPrior;
import dev.candor.model.LinearModel;
import dev.candor.model.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Coefficients β_i of rewards r_i = β_i·φ learned from a log of preferences: one scan of it, one shuffle by agent, some
 * passes for the population that agents are drawn from, and one more for the agents themselves.
 */
public final class LinearRewards implements Learned {
    private static final List<String> AGENT = List.of("agent_id");

    private final SparkSession spark;
    private final PreferenceLog log;
    private final LinearSpec spec;
    private final Broadcast<LinearFeatures> features;
    private final JavaRDD<LinearBlock> blocks;
    private final JavaRDD<LinearAgents> agents;
    private final LinearModel model;
    private final Tally tally;

    /** Mergeable counts. */
    private record Tally(long agents, long rewards, long accepted, long rejected, long relying, double largestDelta)
            implements Serializable {
        static Tally of(LinearAgents learned) {
            return new Tally(
                    learned.agents(),
                    learned.rewards(),
                    learned.rows(),
                    learned.rejected(),
                    learned.relying(),
                    learned.largestDelta());
        }

        Tally plus(Tally other) {
            return new Tally(
                    agents + other.agents,
                    rewards + other.rewards,
                    accepted + other.accepted,
                    rejected + other.rejected,
                    relying + other.relying,
                    Math.max(largestDelta, other.largestDelta));
        }
    }

    private LinearRewards(
            SparkSession spark,
            PreferenceLog log,
            LinearSpec spec,
            Broadcast<LinearFeatures> features,
            EngineLimits limits,
            Phases phases) {
        this.spark = spark;
        this.log = log;
        this.spec = spec;
        this.features = features;
        Broadcast<LinearFeatures> known = features;
        this.blocks = PreferenceChunks.byAgent(spark, log, limits)
                .map(rows -> LinearBlock.of(rows, known.value().index, spec.log()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<LinearAgents> learned = null;
        try {
            long count = phases.run("gather the log by agent", () -> {
                phases.rows(blocks.map(block -> (long) block.judged.size()).fold(0L, Long::sum));
                return blocks.map(block -> (long) block.agents()).fold(0L, Long::sum);
            });
            PopulationFit fit = new PopulationFit(features, spec);
            CoefficientPrior prior = spec.pooling() == Pooling.ISOLATED
                    ? spec.declared(features.value().dimension)
                    : phases.run("fit the population", () -> fit.of(blocks, count));
            this.model = model(prior, fit);
            learned = blocks.map(block -> LinearAgents.of(block, prior, known.value(), spec))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            this.agents = learned;
            this.tally =
                    phases.run("learn every agent", () -> agents.map(Tally::of).reduce(Tally::plus));
        } catch (Throwable failure) {
            blocks.unpersist();
            if (learned != null) {
                learned.unpersist();
            }
            throw failure;
        }
    }

    /**
     * Learns; the log is closed with the result, or when this fails.
     *
     * @param vectors prompt_id, candidate_id, features: {@link dev.candor.io.VectorTables#features}
     */
    public static LinearRewards of(
            SparkSession spark,
            PreferenceLog log,
            Supplier<Dataset<Row>> vectors,
            LinearSpec spec,
            EngineLimits limits,
            Phases phases) {
        Broadcast<LinearFeatures> features = null;
        try {
            Dataset<Row> pairs = log.candidates()
                    .orElseThrow(() -> UserException.configuration(
                            "Cannot learn a linear model without features: set --candidates."));
            LinearFeatures read = phases.run(
                    "read the features", () -> LinearFeatures.read(spark, pairs, vectors.get(), spec.log(), limits));
            features = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(read);
            return new LinearRewards(spark, log, spec, features, limits, phases);
        } catch (Throwable failure) {
            if (features != null) {
                features.destroy();
            }
            log.close();
            throw failure;
        }
    }

    private LinearModel model(CoefficientPrior prior, PopulationFit fit) {
        return new LinearModel(
                numbers(prior::mean),
                numbers(prior::meanDeviation),
                numbers(prior::scale),
                fit.passes(),
                fit.settled());
    }

    /** Of every feature; the level of ratings, if there is one, stands behind them. */
    private List<Double> numbers(IntToDoubleFunction of) {
        return IntStream.range(0, features.value().features)
                .mapToDouble(of)
                .boxed()
                .toList();
    }

    /** The population, or what was declared in its place. */
    public LinearModel model() {
        return model;
    }

    @Override
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        Broadcast<LinearFeatures> known = features;
        LinearSpec how = spec;
        double confidence = spec.base().confidence();
        if (spec.reports() != RewardScope.NONE) {
            tables.add(new Table(
                    "reports",
                    frame(agents.flatMap(part -> part.reportRows(known.value(), how)), LearnedBlock.REPORTS),
                    tally.rewards,
                    List.of("agent_id", "prompt_id", "candidate_id")));
        }
        tables.add(table("coefficients", agents.flatMap(LinearAgents::coefficientRows), LinearAgents.COEFFICIENTS));
        String of = spec.reports() == RewardScope.NONE ? LearnedBlock.OF_COEFFICIENTS : LearnedBlock.OF_REWARDS;
        tables.add(table("errors", agents.flatMap(part -> part.errorRows(confidence, of)), LearnedBlock.ERRORS));
        tables.add(table("agents", agents.flatMap(LinearAgents::agentRows), LinearAgents.AGENTS));
        return tables;
    }

    private Table table(String name, JavaRDD<Row> rows, StructType schema) {
        return new Table(name, frame(rows, schema), tally.agents, AGENT);
    }

    private Dataset<Row> frame(JavaRDD<Row> rows, StructType schema) {
        return spark.createDataFrame(rows, schema);
    }

    @Override
    public long rewards() {
        return spec.reports() == RewardScope.NONE ? 0 : tally.rewards;
    }

    @Override
    public long agents() {
        return tally.agents;
    }

    /** Agents that rely on their prior for more than half of their coefficients. */
    public long relying() {
        return tally.relying;
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
        agents.unpersist();
        blocks.unpersist();
        features.destroy();
        log.close();
    }
}
