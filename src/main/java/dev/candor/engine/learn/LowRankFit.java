package dev.candor.engine.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.candor.engine.runtime.Joins;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.recommendation.ALSModel;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * t ≈ μ + b_a + b_x + g_a·f_x: means, and factors of what they leave, by MLlib's alternating least squares.
 *
 * <p>ALS sums in the order in which ratings meet in its blocks. One block, fed by one partition in order, has one order,
 * and the same factors whatever the partitioning.
 */
final class LowRankFit implements AutoCloseable {
    private static final int ITERATIONS = 10;
    private static final UserDefinedFunction PRODUCT =
            udf((UDF2<Seq<Float>, Seq<Float>, Double>) LowRankFit::product, DataTypes.DoubleType);

    final RatingMeans means;
    /** id, features; absent without factors. */
    final Dataset<Row> agentFactors;

    final Dataset<Row> itemFactors;
    private final SparkContext context;
    private final Set<Object> before;

    /** @param ratings agent, item, position */
    LowRankFit(Dataset<Row> ratings, LowRankSpec.Choice choice, LowRankSpec spec) {
        context = ratings.sparkSession().sparkContext();
        before = new HashSet<>(persistent().keySet());
        means = new RatingMeans(ratings);
        if (choice.rank() == 0) {
            agentFactors = null;
            itemFactors = null;
            return;
        }
        try {
            Dataset<Row> left = means.beside(ratings)
                    .select(
                            col("agent"),
                            col("item"),
                            col("position")
                                    .minus(means.mean)
                                    .minus(col("agent_offset"))
                                    .minus(col("item_offset"))
                                    .cast(DataTypes.FloatType)
                                    .as("rest"));
            ALSModel model = new ALS("factors")
                    .setUserCol("agent")
                    .setItemCol("item")
                    .setRatingCol("rest")
                    .setRank(choice.rank())
                    .setRegParam(choice.regularisation())
                    .setMaxIter(ITERATIONS)
                    .setSeed(spec.seed())
                    .setNumBlocks(spec.blocks())
                    .fit(left.coalesce(1).sortWithinPartitions("agent", "item", "rest"));
            agentFactors = model.userFactors();
            itemFactors = model.itemFactors();
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    /** Errors of the ratings as (rows, squares): of this fit, μ + b_a + b_x, agents' means, items' means, μ. */
    Row errors(Dataset<Row> ratings) {
        Dataset<Row> beside = means.beside(ratings);
        Column base = col("agent_offset").plus(col("item_offset")).plus(means.mean);
        Column fitted = base;
        if (agentFactors != null) {
            beside = Joins.left(
                    Joins.left(beside, agentFactors.toDF("agent", "agent_factors"), "agent"),
                    itemFactors.toDF("item", "item_factors"),
                    "item");
            fitted = base.plus(PRODUCT.apply(col("agent_factors"), col("item_factors")));
        }
        Column t = col("position");
        return RatingMeans.squares(
                beside,
                t.minus(fitted),
                t.minus(base),
                t.minus(col("agent_mean")),
                t.minus(col("item_offset").plus(means.mean)),
                t.minus(means.mean));
    }

    /** 0 for an agent or item without factors. */
    private static Double product(Seq<Float> a, Seq<Float> b) {
        double sum = 0;
        if (a != null && b != null) {
            List<Float> left = CollectionConverters.asJava(a);
            List<Float> right = CollectionConverters.asJava(b);
            for (int k = 0; k < left.size(); k++) {
                sum += (double) left.get(k) * right.get(k);
            }
        }
        return sum;
    }

    private Map<Object, RDD<?>> persistent() {
        return CollectionConverters.asJava(context.getPersistentRDDs());
    }

    /** ALS leaves its factors in the session. */
    @Override
    public void close() {
        means.close();
        persistent().forEach((id, rdd) -> {
            String name = rdd.name();
            if (!before.contains(id) && name != null && name.matches("(user|item)(Factors|InBlocks|OutBlocks).*")) {
                rdd.unpersist(false);
            }
        });
    }
}
