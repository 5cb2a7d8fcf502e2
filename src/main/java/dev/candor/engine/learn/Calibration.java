package dev.candor.engine.learn;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.candor.engine.runtime.Joins;
import dev.candor.io.gate.GoldAnswers;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.kept.Kept;
import dev.candor.learn.choice.LogOddsBoost;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Boosts of agents from how often they named the better candidate where that is known: an agent's from its own judgements
 * (and those of its payer's other agents), and those for the prompts of a fold from the other folds alone. Counts are integers: no order of rows can change them.
 */
public final class Calibration implements AutoCloseable {
    private static final Column NONE = lit(0L);
    private static final String ALL = "all";

    private final Kept kept = new Kept();
    private final CalibrationSpec spec;
    /** prompt_id, fold. */
    private final Dataset<Row> prompts;
    /**
     * By agent: halfPoints, judged, rows, and what its boosts rest on, its payer's: halfPoints and judged of each fold as
     * halfPoints_k, judged_k, and of all prompts as halfPoints_all, judged_all. Of an agents table also weight and payer_id.
     */
    private final Dataset<Row> agents;

    private final boolean ofTable;
    private final Counts counts;

    /**
     * What the boosts rest on.
     *
     * @param agents with a boost
     * @param prompts with a known answer
     * @param rows of the log that counted
     * @param judged of these, those that tell something: one of their two candidates is the better one of the prompt
     * @param halfPoints 2 for each judgement that was right, 1 for a tie
     * @param leastBoosts agents at the least boost
     */
    public record Counts(long agents, long prompts, long rows, long judged, long halfPoints, long leastBoosts) {
        /** Share of judgements that were right, a tie half a one; 0 without judgements. */
        public double accuracy() {
            return judged == 0 ? 0 : halfPoints / 2.0 / judged;
        }
    }

    /** Grades every agent of a log of comparisons, or of the agents table opened with it; agents of one payer together. */
    public Calibration(PreferenceLog log, GoldAnswers gold, CalibrationSpec spec) {
        this.spec = spec;
        Column fold = pmod(xxhash64(lit(spec.seed()), col("prompt_id")), lit((long) spec.folds()));
        this.prompts = kept.persist(gold.answers()
                .select(
                        col("prompt_id"),
                        col("better"),
                        fold.cast(DataTypes.IntegerType).as("fold")));
        this.ofTable = log.agents().isPresent();
        this.agents = kept.persist(
                log.agents().map(table -> byPayer(table, byAgent(log))).orElseGet(() -> byAgent(log)));
        try {
            this.counts = counted();
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    private Dataset<Row> byAgent(PreferenceLog log) {
        Column first = col("items").getItem(0).equalTo(col("better"));
        Column second = col("items").getItem(1).equalTo(col("better"));
        Column points = when(
                first.or(second),
                when(col("number").equalTo(0.0), lit(1L)).when(first, lit(2L)).otherwise(NONE));
        Dataset<Row> judged = Joins.left(log.rows().filter(col("reject").equalTo(0)), prompts, "prompt_id")
                .select(col("agent_id"), col("fold"), points.as("points"));
        List<Column> sums = new ArrayList<>();
        sums.add(count(col("points")).as("judged"));
        sums.add(count(lit(1)).as("rows"));
        for (String part : parts()) {
            Column within = part.equals(ALL) ? col("points") : when(col("fold").equalTo(part), col("points"));
            sums.add(coalesce(sum(within), NONE).as("halfPoints_" + part));
            sums.add(count(within).as("judged_" + part));
        }
        return judged.groupBy("agent_id")
                .agg(coalesce(sum("points"), NONE).as("halfPoints"), sums.toArray(Column[]::new));
    }

    /** The agents of the table, in the log or not; a settlement takes one boost of all agents of a payer. */
    private Dataset<Row> byPayer(Dataset<Row> table, Dataset<Row> graded) {
        Dataset<Row> all =
                Joins.left(table.drop("boost"), graded, "agent_id").na().fill(0);
        WindowSpec payer = Window.partitionBy("payer_id");
        for (String part : parts()) {
            for (String name : List.of("halfPoints_" + part, "judged_" + part)) {
                all = all.withColumn(name, sum(name).over(payer));
            }
        }
        return all;
    }

    /** All prompts, and each fold. */
    private List<String> parts() {
        return Stream.concat(Stream.of(ALL), IntStream.range(0, spec.folds()).mapToObj(Integer::toString))
                .toList();
    }

    private Counts counted() {
        Row all = agents.withColumn("boost", boost(col("halfPoints_all"), col("judged_all")))
                .agg(
                        count(lit(1)),
                        coalesce(sum("rows"), NONE),
                        coalesce(sum("judged"), NONE),
                        coalesce(sum("halfPoints"), NONE),
                        count(when(col("boost").leq(spec.leastBoost()), lit(1))))
                .head();
        return new Counts(
                all.getLong(0), prompts.count(), all.getLong(1), all.getLong(2), all.getLong(3), all.getLong(4));
    }

    /** agent_id, boost: from all known answers; and weight, payer_id as the agents table has them, where there is one. */
    public Dataset<Row> agents() {
        return boosted(boost(col("halfPoints_all"), col("judged_all")));
    }

    /** The same for the prompts of a fold: boosts from the answers of the others. */
    public Dataset<Row> agents(int fold) {
        return boosted(boost(
                col("halfPoints_all").minus(col("halfPoints_" + fold)),
                col("judged_all").minus(col("judged_" + fold))));
    }

    private Dataset<Row> boosted(Column boost) {
        return ofTable
                ? agents.select(col("agent_id"), boost, col("weight"), col("payer_id"))
                : agents.select(col("agent_id"), boost);
    }

    /** prompt_id, prompt_weight: 1 for the prompts of the fold, 0 for the others that have an answer. */
    public Dataset<Row> prompts(int fold) {
        return prompts.select(
                col("prompt_id"),
                when(col("fold").equalTo(fold), lit(1.0)).otherwise(lit(0.0)).as("prompt_weight"));
    }

    public Counts counts() {
        return counts;
    }

    private Column boost(Column halfPoints, Column judged) {
        double smoothing = spec.smoothing();
        double least = spec.leastBoost();
        UserDefinedFunction of = udf(
                (UDF2<Long, Long, Double>) (points, n) -> LogOddsBoost.of(points, n, smoothing, least),
                DataTypes.DoubleType);
        return of.apply(halfPoints, judged).as("boost");
    }

    @Override
    public void close() {
        kept.close();
    }
}
