package dev.candor.engine.learn;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_repeat;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.candor.engine.runtime.Joins;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.model.UserException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rewards β·φ of agents who rated few candidates each, pooled over all: φ(x) = (1, b_x, f_x) and β_a = (μ + b_a, 1, g_a) of
 * {@link LowRankFit}. Rank and regularisation are chosen by cross-validation; how far off the result is says a fold of the ratings that
 * had no part in the choice.
 */
public final class LowRank implements AutoCloseable {
    private static final int LEAST_RATINGS_PER_FOLD = 10;

    private final RatedItems rated;
    private final LowRankSpec spec;
    private final LowRankSpec.Choice choice;
    private final Measured measured;
    private final LowRankFit fit;

    /**
     * Root mean squared errors of ratings that were held out, as shares of the scale.
     *
     * @param offsets of μ + b_a + b_x, which rank 0 is
     */
    public record Measured(
            long ratings, double lowRank, double offsets, double agentMean, double itemMean, double mean) {}

    private LowRank(PreferenceLog log, LowRankSpec spec, Phases phases) {
        this.spec = spec;
        rated = phases.run("number the ratings", () -> new RatedItems(log, spec));
        try {
            requireEnough();
            choice = phases.run("choose the rank", this::chosen);
            measured = phases.run("measure", this::measured);
            fit = phases.run("learn all agents", () -> new LowRankFit(rated.ratings, choice, spec));
        } catch (Throwable failure) {
            rated.close();
            throw failure;
        }
    }

    /** Learns from ratings; closed after its tables are written. */
    public static LowRank of(PreferenceLog log, LowRankSpec spec, Phases phases) {
        return new LowRank(log, spec, phases);
    }

    private void requireEnough() {
        long least = (long) LEAST_RATINGS_PER_FOLD * spec.folds();
        if (rated.rows < least) {
            throw UserException.inputRejected("Cannot learn a low-rank model from " + rated.rows + " ratings: "
                    + spec.folds() + " folds need " + least + ". Lower --validation-folds, or learn --model tabular.");
        }
    }

    private LowRankSpec.Choice chosen() {
        LowRankSpec.Choice best = spec.choices().get(0);
        double least = Double.POSITIVE_INFINITY;
        for (LowRankSpec.Choice one :
                spec.choices().size() == 1 ? spec.choices().subList(0, 0) : spec.choices()) {
            double squares = 0;
            for (int fold = 1; fold < spec.folds(); fold++) {
                Column held = col("fold").equalTo(fold);
                Row errors = errors(col("fold").notEqual(0).and(not(held)), held, one);
                squares += errors.getLong(1);
            }
            if (squares < least) {
                least = squares;
                best = one;
            }
        }
        return best;
    }

    private Row errors(Column learned, Column held, LowRankSpec.Choice with) {
        try (LowRankFit some = new LowRankFit(rated.ratings.filter(learned), with, spec)) {
            return some.errors(rated.ratings.filter(held));
        }
    }

    private Measured measured() {
        Row errors = errors(col("fold").notEqual(0), col("fold").equalTo(0), choice);
        return new Measured(
                errors.getLong(0),
                RatingMeans.root(errors, 0),
                RatingMeans.root(errors, 1),
                RatingMeans.root(errors, 2),
                RatingMeans.root(errors, 3),
                RatingMeans.root(errors, 4));
    }

    /** agent_id, beta: of every agent of the log. */
    public Dataset<Row> coefficients() {
        Dataset<Row> means = Joins.left(rated.agents, fit.means.agents, "agent");
        Column[] fixed = {col("agent_offset").plus(fit.means.mean), lit(1.0)};
        return vectors(means, fit.agentFactors, "agent", fixed)
                .select(col("agent_id"), col("vector").as("beta"));
    }

    /** prompt_id, candidate_id, features: of every candidate. */
    public Dataset<Row> candidates() {
        Dataset<Row> means = Joins.left(rated.items, fit.means.items, "item");
        Column[] fixed = {lit(1.0), coalesce(col("item_offset"), lit(0.0))};
        return vectors(means, fit.itemFactors, "item", fixed)
                .select(col("prompt_id"), col("candidate_id"), col("vector").as("features"));
    }

    private Dataset<Row> vectors(Dataset<Row> rows, Dataset<Row> factors, String id, Column... fixed) {
        if (factors == null) {
            return rows.withColumn("vector", array(fixed));
        }
        Column unknown = array_repeat(lit(0.0), choice.rank());
        return Joins.left(rows, factors.toDF(id, "factors"), id)
                .withColumn(
                        "vector", concat(array(fixed), coalesce(col("factors").cast("array<double>"), unknown)));
    }

    public LowRankSpec.Choice choice() {
        return choice;
    }

    /** On the ratings that were held out of the choice. */
    public Measured heldOut() {
        return measured;
    }

    public long ratings() {
        return rated.rows;
    }

    public long agents() {
        return rated.agentCount;
    }

    public long items() {
        return rated.itemCount;
    }

    @Override
    public void close() {
        fit.close();
        rated.close();
    }
}
