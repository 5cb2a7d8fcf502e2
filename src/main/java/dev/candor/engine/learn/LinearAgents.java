package dev.candor.engine.learn;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.learn.LinearSpec.RewardScope;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.schema.InputTable;
import dev.candor.learn.choice.RewardMap;
import dev.candor.learn.choice.SimultaneousBound;
import dev.candor.learn.linear.CoefficientPopulation;
import dev.candor.learn.linear.CoefficientPosterior;
import dev.candor.learn.linear.LinearLikelihood;
import dev.candor.model.TargetDomain;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What was learned of the agents of one partition: coefficients, each agent's error bound, and what it rests on. */
final class LinearAgents implements Serializable {
    private static final long serialVersionUID = 1L;

    static final StructType COEFFICIENTS = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("beta", DataTypes.createArrayType(DataTypes.DoubleType, false), false);

    static final StructType AGENTS = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("rows", DataTypes.LongType, false)
            .add("reliance", DataTypes.DoubleType, false);

    /** With groups; null for agents that have none. */
    static final StructType GROUPED_AGENTS = AGENTS.add("group_id", DataTypes.StringType, true);

    /** An agent that relies on its prior by more than this relies on it mostly. */
    static final double MOSTLY = 0.5;

    private final LinearBlock block;
    /** Features of the table, of d coefficients. */
    private final int features;

    private final int d;
    /** β̂, n·d. */
    private final double[] beta;

    private final double[] delta;
    private final double[] reliance;
    /** Rewards that the agents have in all. */
    private long rewards;

    private LinearAgents(LinearBlock block, LinearFeatures features) {
        this.block = block;
        this.features = features.features;
        this.d = features.dimension;
        this.beta = new double[Math.multiplyExact(block.agents(), d)];
        this.delta = new double[block.agents()];
        this.reliance = new double[block.agents()];
    }

    /** Learns each agent from its own rows and the prior. */
    static LinearAgents of(
            LinearBlock block, CoefficientPopulation population, LinearFeatures features, LinearSpec spec) {
        LinearAgents learned = new LinearAgents(block, features);
        LinearLikelihood likelihood = spec.likelihood(block.judged, features);
        CoefficientPosterior posterior = new CoefficientPosterior(population.agents(0));
        for (int agent = 0; agent < block.agents(); agent++) {
            likelihood.window(block.first[agent], block.first[agent + 1]);
            posterior.under(population.agents(block.group(agent)));
            posterior.find(likelihood);
            posterior.copyMode(learned.beta, agent * learned.d);
            learned.reliance[agent] = posterior.reliance();
            posterior.widen();
            learned.bound(agent, posterior, features, spec);
        }
        return learned;
    }

    private int[] prompts(int agent, Layout layout, RewardScope scope) {
        return scope == RewardScope.LOG
                ? block.prompts(agent, layout)
                : IntStream.range(0, layout.prompts()).toArray();
    }

    private void bound(int agent, CoefficientPosterior posterior, LinearFeatures features, LinearSpec spec) {
        Layout layout = features.index.layout;
        int[] prompts = prompts(agent, layout, spec.reports());
        long errors = 0;
        for (int prompt : prompts) {
            int candidates = layout.start(prompt + 1) - layout.start(prompt);
            errors += spec.log() == InputTable.RATINGS ? candidates : SimultaneousBound.errors(candidates);
            rewards += candidates;
        }
        double z = SimultaneousBound.quantile(spec.base().confidence(), errors);
        if (spec.reports() == RewardScope.NONE) {
            // Of coefficients alone, without the level that ratings have.
            delta[agent] = z * posterior.largestDeviation(features.columns(), features.features);
            return;
        }
        for (int prompt : prompts) {
            int first = layout.start(prompt);
            double[] values = new double[layout.start(prompt + 1) - first];
            double[] widths = new double[values.length];
            for (int x = 0; x < values.length; x++) {
                values[x] = posterior.mean(features.phi, (first + x) * d);
                widths[x] = z * posterior.deviation(features.phi, (first + x) * d, d);
            }
            delta[agent] = Math.max(delta[agent], map(values, widths, spec));
        }
    }

    /** Maps an agent's values on a prompt in place; by how much they may be wrong. */
    private static double map(double[] values, double[] widths, LinearSpec spec) {
        TargetDomain domain = spec.base().domain();
        if (spec.log() != InputTable.RATINGS) {
            return RewardMap.utilities(domain, values, widths);
        }
        if (domain != TargetDomain.UNRESTRICTED) {
            // Onto the scale: nothing moves away from a position that lies there.
            for (int x = 0; x < values.length; x++) {
                values[x] = Math.min(1, Math.max(0, values[x]));
            }
        }
        return RewardMap.positions(domain, values, widths);
    }

    int agents() {
        return block.agents();
    }

    long rewards() {
        return rewards;
    }

    long rows() {
        return block.judged.size();
    }

    long rejected() {
        return Arrays.stream(block.rejected).sum();
    }

    double largestDelta() {
        return Arrays.stream(delta).max().orElse(0);
    }

    /** Agents whose coefficients are mostly the prior's. */
    long relying() {
        return Arrays.stream(reliance).filter(share -> share > MOSTLY).count();
    }

    Iterator<Row> coefficientRows() {
        return IntStream.range(0, agents())
                .mapToObj(agent -> RowFactory.create(
                        block.agents.get(agent), Arrays.copyOfRange(beta, agent * d, agent * d + features)))
                .iterator();
    }

    Iterator<Row> errorRows(double confidence, String of) {
        return IntStream.range(0, agents())
                .mapToObj(agent -> RowFactory.create(block.agents.get(agent), delta[agent], confidence, of))
                .iterator();
    }

    Iterator<Row> agentRows() {
        return IntStream.range(0, agents())
                .mapToObj(agent -> RowFactory.create(
                        block.agents.get(agent), (long) block.first[agent + 1] - block.first[agent], reliance[agent]))
                .iterator();
    }

    /** {@link #GROUPED_AGENTS}. */
    Iterator<Row> agentRows(IdDictionary groups) {
        return IntStream.range(0, agents())
                .mapToObj(agent -> RowFactory.create(
                        block.agents.get(agent),
                        (long) block.first[agent + 1] - block.first[agent],
                        reliance[agent],
                        AgentGroups.name(groups, block.group(agent))))
                .iterator();
    }

    /** By agent, prompt and candidate. */
    Iterator<Row> reportRows(LinearFeatures all, LinearSpec spec) {
        CandidateIndex index = all.index;
        return IntStream.range(0, agents())
                .boxed()
                .flatMap(agent -> Arrays.stream(prompts(agent, index.layout, spec.reports()))
                        .boxed()
                        .flatMap(prompt -> {
                            double[] rewards = rewards(agent, prompt, all, spec);
                            String agentId = block.agents.get(agent);
                            String promptId = index.promptId(prompt);
                            int first = index.layout.start(prompt);
                            return IntStream.range(0, rewards.length)
                                    .mapToObj(x -> RowFactory.create(
                                            agentId, promptId, index.candidateId(first + x), rewards[x]));
                        }))
                .iterator();
    }

    private double[] rewards(int agent, int prompt, LinearFeatures all, LinearSpec spec) {
        int first = all.index.layout.start(prompt);
        double[] values = new double[all.index.layout.start(prompt + 1) - first];
        for (int x = 0; x < values.length; x++) {
            for (int j = 0; j < d; j++) {
                values[x] += beta[agent * d + j] * all.phi[(first + x) * d + j];
            }
        }
        map(values, new double[values.length], spec);
        Arrays.setAll(values, x -> values[x] + 0.0);
        return values;
    }
}
