package dev.candor.engine.generate;

import dev.candor.population.Draws;
import dev.candor.population.IdNames;
import dev.candor.population.PopulationSpec;
import dev.candor.population.ReportedPrompts;
import dev.candor.population.Rewards;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A synthetic population as four lazy tables, every partition a range of ids, rows in id order.
 * The rows depend on the population alone: partitions only say who computes them. A row lives while it is passed on;
 * memory does not grow with the number of rows.
 *
 * @param reports agent_id, prompt_id, candidate_id, reward
 * @param candidates prompt_id, candidate_id, ref_logprob (natural log, any additive constant per prompt)
 * @param agents agent_id, weight
 * @param prompts prompt_id, prompt_weight
 */
record PopulationTables(Dataset<Row> reports, Dataset<Row> candidates, Dataset<Row> agents, Dataset<Row> prompts) {

    private static final StructType REPORTS =
            ids("agent_id", "prompt_id", "candidate_id").add(number("reward"));
    private static final StructType CANDIDATES =
            ids("prompt_id", "candidate_id").add(number("ref_logprob"));
    private static final StructType AGENTS = ids("agent_id").add(number("weight"));
    private static final StructType PROMPTS = ids("prompt_id").add(number("prompt_weight"));

    /**
     * Nothing runs until a table is read.
     *
     * @param partitions ≥ 1, of the reports
     * @param sidePartitions ≥ 1, of each other table
     */
    static PopulationTables of(SparkSession spark, PopulationSpec population, int partitions, int sidePartitions) {
        Dataset<Long> reporting = spark.range(0, population.size().agents(), 1, partitions);
        Dataset<Long> agents = spark.range(0, population.size().agents(), 1, sidePartitions);
        Dataset<Long> prompts = spark.range(0, population.size().prompts(), 1, sidePartitions);
        return new PopulationTables(
                reporting.mapPartitions(
                        (MapPartitionsFunction<Long, Row>) range -> new ReportRows(population, range),
                        Encoders.row(REPORTS)),
                prompts.mapPartitions(
                        (MapPartitionsFunction<Long, Row>) range -> new CandidateRows(population, range),
                        Encoders.row(CANDIDATES)),
                agents.map(agentRow(population), Encoders.row(AGENTS)),
                prompts.map(promptRow(population), Encoders.row(PROMPTS)));
    }

    /** Table name → rows, in the order they are written. */
    Map<String, Dataset<Row>> byName() {
        Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
        tables.put("prompts", prompts);
        tables.put("candidates", candidates);
        tables.put("agents", agents);
        tables.put("reports", reports);
        return tables;
    }

    private static MapFunction<Long, Row> agentRow(PopulationSpec population) {
        IdNames ids = IdNames.ofAgents(population);
        Draws draws = new Draws(population);
        return agent -> RowFactory.create(ids.id(agent), draws.weight(agent));
    }

    private static MapFunction<Long, Row> promptRow(PopulationSpec population) {
        IdNames ids = IdNames.ofPrompts(population);
        Draws draws = new Draws(population);
        return prompt -> RowFactory.create(ids.id(prompt), draws.promptWeight(prompt));
    }

    private static StructType ids(String... names) {
        StructType schema = new StructType();
        for (String name : names) {
            schema = schema.add(name, DataTypes.StringType, false);
        }
        return schema;
    }

    private static StructField number(String name) {
        return DataTypes.createStructField(name, DataTypes.DoubleType, false);
    }

    /** The rows of a run of agents, one (agent, prompt) pair's rewards at a time. */
    private static final class ReportRows implements Iterator<Row> {
        private final Iterator<Long> agents;
        private final Rewards rewards;
        private final ReportedPrompts reported;
        private final IdNames agentIds;
        private final IdNames promptIds;
        private final String[] candidateIds;
        private final double[] pair;

        private long agent;
        private String agentId;
        private String promptId;
        private boolean started;
        /** The next scored candidate of {@link #pair}; its length when the pair is used up. */
        private int candidate;

        ReportRows(PopulationSpec population, Iterator<Long> agents) {
            this.agents = agents;
            rewards = new Rewards(population);
            reported = new ReportedPrompts(population);
            agentIds = IdNames.ofAgents(population);
            promptIds = IdNames.ofPrompts(population);
            pair = new double[population.size().candidatesPerPrompt()];
            candidateIds = IdNames.ofCandidates(population).first(pair.length);
            candidate = pair.length;
        }

        @Override
        public boolean hasNext() {
            skipUnscored();
            while (candidate == pair.length && nextPair()) {
                skipUnscored();
            }
            return candidate < pair.length;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Row row = RowFactory.create(agentId, promptId, candidateIds[candidate], pair[candidate]);
            candidate++;
            return row;
        }

        private void skipUnscored() {
            while (candidate < pair.length && Double.isNaN(pair[candidate])) {
                candidate++;
            }
        }

        private boolean nextPair() {
            long prompt = started ? reported.next() : ReportedPrompts.END;
            while (prompt == ReportedPrompts.END) {
                if (!agents.hasNext()) {
                    return false;
                }
                startAgent(agents.next());
                prompt = reported.next();
            }
            promptId = promptIds.id(prompt);
            rewards.fill(agent, prompt, pair);
            candidate = 0;
            return true;
        }

        private void startAgent(long next) {
            agent = next;
            agentId = agentIds.id(next);
            reported.startAgent(next);
            started = true;
        }
    }

    /** Every candidate of a run of prompts. */
    private static final class CandidateRows implements Iterator<Row> {
        private final Iterator<Long> prompts;
        private final Draws draws;
        private final IdNames promptIds;
        private final String[] candidateIds;

        private long prompt;
        private String promptId;
        private int candidate;

        CandidateRows(PopulationSpec population, Iterator<Long> prompts) {
            this.prompts = prompts;
            draws = new Draws(population);
            promptIds = IdNames.ofPrompts(population);
            candidateIds =
                    IdNames.ofCandidates(population).first(population.size().candidatesPerPrompt());
            candidate = candidateIds.length;
        }

        @Override
        public boolean hasNext() {
            return candidate < candidateIds.length || prompts.hasNext();
        }

        @Override
        public Row next() {
            if (candidate == candidateIds.length) {
                prompt = prompts.next();
                promptId = promptIds.id(prompt);
                candidate = 0;
            }
            double refLogprob = draws.refLogprob(prompt, candidate);
            return RowFactory.create(promptId, candidateIds[candidate++], refLogprob);
        }
    }
}
