package dev.candor.engine.generate;

import dev.candor.population.IdNames;
import dev.candor.population.Judgements;
import dev.candor.population.PopulationSpec;
import dev.candor.population.ReportedPrompts;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The judgements of a synthetic population as lazy tables, every partition a range of agents, rows in their order. */
final class JudgementTables {
    private static final StructType IDS =
            new StructType().add("agent_id", DataTypes.StringType, false).add("prompt_id", DataTypes.StringType, false);

    private JudgementTables() {}

    /** comparisons, rankings and ratings, as learn reads them. */
    static Map<String, Dataset<Row>> byName(SparkSession spark, PopulationSpec population, int partitions) {
        Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            Dataset<Row> rows = spark.range(0, population.size().agents(), 1, partitions)
                    .mapPartitions(
                            (MapPartitionsFunction<Long, Row>) range -> new Rows(population, kind, range),
                            Encoders.row(kind.schema()));
            tables.put(kind.label, rows);
        }
        return tables;
    }

    private enum Kind {
        COMPARISONS("comparisons"),
        RANKINGS("rankings"),
        RATINGS("ratings");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        StructType schema() {
            return switch (this) {
                case COMPARISONS ->
                    IDS.add("candidate_a", DataTypes.StringType, false)
                            .add("candidate_b", DataTypes.StringType, false)
                            .add("outcome", DataTypes.StringType, false);
                case RANKINGS -> IDS.add("ranking", DataTypes.createArrayType(DataTypes.StringType, false), false);
                case RATINGS ->
                    IDS.add("candidate_id", DataTypes.StringType, false).add("rating", DataTypes.DoubleType, false);
            };
        }
    }

    /** The rows of a run of agents. */
    private static final class Rows implements Iterator<Row> {
        private final Kind kind;
        private final Iterator<Long> agents;
        private final int judgements;
        private final Judgements judged;
        private final ReportedPrompts reported;
        private final IdNames agentIds;
        private final IdNames promptIds;
        private final String[] candidateIds;

        private long agent;
        private long prompt = ReportedPrompts.END;
        /** The next judgement on the prompt. */
        private int next;

        private boolean started;

        Rows(PopulationSpec population, Kind kind, Iterator<Long> agents) {
            this.kind = kind;
            this.agents = agents;
            judgements = population.judgements();
            judged = new Judgements(population);
            reported = new ReportedPrompts(population);
            agentIds = IdNames.ofAgents(population);
            promptIds = IdNames.ofPrompts(population);
            candidateIds =
                    IdNames.ofCandidates(population).first(population.size().candidatesPerPrompt());
            next = judgements;
        }

        @Override
        public boolean hasNext() {
            while (next == judgements) {
                prompt = started ? reported.next() : ReportedPrompts.END;
                if (prompt != ReportedPrompts.END) {
                    next = 0;
                } else if (agents.hasNext()) {
                    agent = agents.next();
                    reported.startAgent(agent);
                    started = true;
                } else {
                    started = false;
                    return false;
                }
            }
            return true;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return row(next++);
        }

        private Row row(int k) {
            String agentId = agentIds.id(agent);
            String promptId = promptIds.id(prompt);
            return switch (kind) {
                case COMPARISONS -> {
                    Judgements.Comparison compared = judged.comparison(agent, prompt, k);
                    yield RowFactory.create(
                            agentId,
                            promptId,
                            candidateIds[compared.a()],
                            candidateIds[compared.b()],
                            compared.outcome());
                }
                case RANKINGS ->
                    RowFactory.create(
                            agentId,
                            promptId,
                            Arrays.stream(judged.ranking(agent, prompt, k))
                                    .mapToObj(x -> candidateIds[x])
                                    .toArray(String[]::new));
                case RATINGS ->
                    RowFactory.create(
                            agentId, promptId, candidateIds[judged.rated(k)], judged.rating(agent, prompt, k));
            };
        }
    }
}
