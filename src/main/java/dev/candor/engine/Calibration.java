package dev.candor.engine;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.candor.io.GoldAnswers;
import dev.candor.io.PreferenceLog;
import dev.candor.learn.LogOddsBoost;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Boosts of agents from how often they named the better candidate where that is known: an agent's from its own judgements,
 * and those for the prompts of a fold from the other folds alone. Counts are integers: no order of rows can change them.
 */
public final class Calibration implements AutoCloseable {
    private static final Column NONE = lit(0L);

    private final CalibrationSpec spec;
    /** prompt_id, fold. */
    private final Dataset<Row> prompts;
    /** By agent: halfPoints, judged, rows; halfPoints and judged of each fold as halfPoints_k, judged_k. */
    private final Dataset<Row> agents;

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

    /** Grades every agent of a log of comparisons. */
    public Calibration(PreferenceLog log, GoldAnswers gold, CalibrationSpec spec) {
        this.spec = spec;
        Column fold = pmod(xxhash64(lit(spec.seed()), col("prompt_id")), lit((long) spec.folds()));
        this.prompts = gold.answers()
                .select(
                        col("prompt_id"),
                        col("better"),
                        fold.cast(DataTypes.IntegerType).as("fold"))
                .persist(StorageLevel.MEMORY_AND_DISK());
        this.agents = byAgent(log).persist(StorageLevel.MEMORY_AND_DISK());
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
        for (int k = 0; k < spec.folds(); k++) {
            Column within = when(col("fold").equalTo(k), col("points"));
            sums.add(coalesce(sum(within), NONE).as("halfPoints_" + k));
            sums.add(count(within).as("judged_" + k));
        }
        return judged.groupBy("agent_id")
                .agg(coalesce(sum("points"), NONE).as("halfPoints"), sums.toArray(Column[]::new));
    }

    private Counts counted() {
        Row all = agents.withColumn("boost", boost(col("halfPoints"), col("judged")))
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

    /** agent_id, boost: from all known answers. */
    public Dataset<Row> agents() {
        return agents.select(col("agent_id"), boost(col("halfPoints"), col("judged")));
    }

    /** agent_id, boost for the prompts of a fold: from the answers of the others. */
    public Dataset<Row> agents(int fold) {
        return agents.select(
                col("agent_id"),
                boost(
                        col("halfPoints").minus(col("halfPoints_" + fold)),
                        col("judged").minus(col("judged_" + fold))));
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
        agents.unpersist();
        prompts.unpersist();
    }
}
