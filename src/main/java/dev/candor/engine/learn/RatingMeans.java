package dev.candor.engine.learn;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;

import dev.candor.engine.runtime.Joins;
import dev.candor.kept.Kept;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * How agents and items lie about the mean μ of all ratings: b_x = Σ(t − μ)/(n_x + s) over an item's ratings, then
 * b_a = Σ(t − μ − b_x)/(n_a + s) over an agent's, drawn towards 0 by s ratings. Sums are of integers, for positions in units of 2⁻³⁰:
 * no order of rows can change them.
 */
final class RatingMeans implements AutoCloseable {
    private static final double UNITS = 0x1p30;
    /** s. */
    private static final double PRIOR_RATINGS = 5;

    private final Kept kept = new Kept();
    final double mean;
    /** item, item_offset. */
    final Dataset<Row> items;
    /** agent, agent_offset, agent_mean: the second of the formulas above, and μ + Σ(t − μ)/(n_a + s) by itself. */
    final Dataset<Row> agents;

    /** @param ratings agent, item, position */
    RatingMeans(Dataset<Row> ratings) {
        Row all = ratings.agg(sum(units(col("position"))), count(lit(1))).head();
        mean = all.getLong(1) == 0 ? 0.5 : all.getLong(0) / UNITS / all.getLong(1);
        Column above = col("position").minus(mean);
        items = kept.persist(ratings.groupBy("item").agg(shrunk(above).as("item_offset")));
        agents = kept.persist(Joins.left(ratings, items, "item")
                .groupBy("agent")
                .agg(
                        shrunk(above.minus(col("item_offset"))).as("agent_offset"),
                        shrunk(above).plus(mean).as("agent_mean")));
    }

    private static Column shrunk(Column above) {
        return sum(units(above)).divide(lit(UNITS)).divide(count(lit(1)).plus(PRIOR_RATINGS));
    }

    private static Column units(Column value) {
        return round(value.multiply(UNITS)).cast(DataTypes.LongType);
    }

    /** Adds item_offset, agent_offset, agent_mean, those of unknown items and agents being 0, 0 and μ. */
    Dataset<Row> beside(Dataset<Row> ratings) {
        return Joins.left(Joins.left(ratings, items, "item"), agents, "agent")
                .withColumn("item_offset", coalesce(col("item_offset"), lit(0.0)))
                .withColumn("agent_offset", coalesce(col("agent_offset"), lit(0.0)))
                .withColumn("agent_mean", coalesce(col("agent_mean"), lit(mean)));
    }

    /** Sum of squares of a column, in the units above, and the number of rows: (long, long). */
    static Row squares(Dataset<Row> rows, Column... errors) {
        Column[] sums = new Column[errors.length];
        for (int k = 0; k < errors.length; k++) {
            sums[k] = sum(units(errors[k].multiply(errors[k])));
        }
        return rows.agg(count(lit(1)), sums).head();
    }

    /** √(sum of squares / rows) of column k. */
    static double root(Row squares, int k) {
        return squares.getLong(0) == 0 ? Double.NaN : Math.sqrt(squares.getLong(k + 1) / UNITS / squares.getLong(0));
    }

    @Override
    public void close() {
        kept.close();
    }
}
