package dev.candor.engine.learn;

import dev.candor.engine.learn.LinearSpec.Pooling;
import dev.candor.engine.learn.LinearSpec.RewardScope;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.Rejections;
import dev.candor.io.parquet.CountedRows;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.kept.Kept;
import dev.candor.learn.linear.CoefficientPopulation;
import dev.candor.learn.linear.CoefficientPrior;
import dev.candor.learn.linear.ScaleRule;
import dev.candor.model.ErrorSubject;
import dev.candor.model.LinearModel;
import dev.candor.model.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Coefficients β_i of rewards r_i = β_i·φ learned from a log of preferences: one scan of it, one shuffle by agent, some
 * passes for the population that agents are drawn from, and one more for the agents themselves.
 */
public final class LinearRewards implements Learned {
    private static final List<String> AGENT = List.of("agent_id");

    private static final StructType GROUPS = new StructType()
            .add("group_id", DataTypes.StringType, true)
            .add("agents", DataTypes.LongType, false)
            .add("beta", DataTypes.createArrayType(DataTypes.DoubleType, false), false)
            .add("standard_deviations", DataTypes.createArrayType(DataTypes.DoubleType, false), false)
            .add("reliance", DataTypes.DoubleType, false);

    private final SparkSession spark;
    private final Kept kept;
    private final PreferenceLog log;
    private final LinearSpec spec;
    private final Broadcast<LinearFeatures> features;
    private final JavaRDD<LinearBlock> blocks;
    private final Optional<AgentGroups> groups;
    private final Broadcast<CoefficientPopulation> population;
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
            Kept kept,
            EngineLimits limits,
            Phases phases) {
        this.spark = spark;
        this.kept = kept;
        this.log = log;
        this.spec = spec;
        this.features = features;
        Broadcast<LinearFeatures> known = features;
        this.groups = groups(log, spec, features.value().dimension, limits);
        this.blocks = kept.persist(grouped(PreferenceChunks.byAgent(spark, log, limits)
                .map(rows -> LinearBlock.of(rows, known.value().index, spec.log()))));
        long count = phases.run("gather the log by agent", () -> {
            phases.rows(blocks.map(block -> (long) block.judged.size()).fold(0L, Long::sum));
            return blocks.map(block -> (long) block.agents()).fold(0L, Long::sum);
        });
        PopulationFit fit = new PopulationFit(features, spec);
        int groupCount = groups.map(AgentGroups::size).orElse(0);
        CoefficientPopulation found = spec.pooling() == Pooling.ISOLATED
                ? spec.declared(features.value().dimension, 0)
                : phases.run("fit the population", () -> fit.of(blocks, count, groupCount));
        this.model = model(found, fit);
        this.population = kept.keep(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(found));
        Broadcast<CoefficientPopulation> prior = population;
        this.agents = kept.persist(blocks.map(block -> LinearAgents.of(block, prior.value(), known.value(), spec)));
        this.tally = phases.run("learn every agent", () -> agents.map(Tally::of).reduce(Tally::plus));
        log.requireAll(tally.accepted + tally.rejected);
    }

    /**
     * Learns; the log is closed with the result, or when this fails.
     *
     * @param vectors prompt_id, candidate_id, features: {@link dev.candor.io.gate.VectorTables#features}
     */
    public static LinearRewards of(
            SparkSession spark,
            PreferenceLog log,
            Supplier<CountedRows> vectors,
            LinearSpec spec,
            EngineLimits limits,
            Phases phases) {
        Kept kept = new Kept();
        kept.keep(log);
        try {
            Dataset<Row> pairs = log.candidates()
                    .orElseThrow(() -> UserException.configuration(
                            "Cannot learn a linear model without features: set --candidates."));
            LinearFeatures read = phases.run(
                    "read the features", () -> LinearFeatures.read(spark, pairs, vectors.get(), spec.log(), limits));
            Broadcast<LinearFeatures> features = kept.keep(
                    JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(read));
            return new LinearRewards(spark, log, spec, features, kept, limits, phases);
        } catch (Throwable failure) {
            kept.close();
            throw failure;
        }
    }

    private static Optional<AgentGroups> groups(PreferenceLog log, LinearSpec spec, int d, EngineLimits limits) {
        if (spec.pooling() == Pooling.ISOLATED) {
            return Optional.empty();
        }
        if (log.groups().isEmpty() && spec.groups().rule() == ScaleRule.FIXED) {
            throw UserException.configuration("Cannot use --group-scale without groups: give --agents a table with the"
                    + " column group_id, or drop it.");
        }
        return log.groups().map(rows -> AgentGroups.of(rows, d, limits));
    }

    private JavaRDD<LinearBlock> grouped(JavaRDD<LinearBlock> rows) {
        return groups.map(known -> rows.zipPartitions(
                        known.byAgent(rows.getNumPartitions()),
                        (block, members) ->
                                List.of(block.next().grouped(members.next())).iterator()))
                .orElse(rows);
    }

    private LinearModel model(CoefficientPopulation found, PopulationFit fit) {
        CoefficientPrior top = found.top();
        return new LinearModel(
                numbers(top::mean),
                numbers(top::meanDeviation),
                numbers(found::scale),
                fit.passes(),
                fit.settled(),
                groups.map(known -> new LinearModel.Groups(
                        known.size(),
                        IntStream.range(0, known.size())
                                .filter(group -> found.reliance(group) > LinearAgents.MOSTLY)
                                .count(),
                        numbers(top::scale))));
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
        ErrorSubject subject = spec.reports() == RewardScope.NONE ? ErrorSubject.COEFFICIENTS : ErrorSubject.REWARDS;
        String of = subject.label();
        tables.add(table("errors", agents.flatMap(part -> part.errorRows(confidence, of)), LearnedBlock.ERRORS));
        if (groups.isEmpty()) {
            tables.add(table("agents", agents.flatMap(LinearAgents::agentRows), LinearAgents.AGENTS));
            return tables;
        }
        IdDictionary names = groups.get().names();
        tables.add(table("agents", agents.flatMap(part -> part.agentRows(names)), LinearAgents.GROUPED_AGENTS));
        List<Row> rows = IntStream.range(0, names.size())
                .mapToObj(group -> groupRow(names, group))
                .toList();
        tables.add(new Table("groups", spark.createDataFrame(rows, GROUPS), rows.size(), List.of("group_id")));
        return tables;
    }

    private Row groupRow(IdDictionary names, int group) {
        CoefficientPopulation found = population.value();
        CoefficientPrior prior = found.agents(group);
        return RowFactory.create(
                AgentGroups.name(names, group),
                found.members(group),
                numbers(prior::mean),
                numbers(prior::meanDeviation),
                found.reliance(group));
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
        kept.close();
    }
}
