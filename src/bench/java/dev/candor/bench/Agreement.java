package dev.candor.bench;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How far two payments tables are apart. */
final class Agreement {
    /** An agent that pays less than this share of the mean payment is measured against that share. */
    static final double LEAST_SHARE = 1e-3;

    private Agreement() {}

    /**
     * The largest |p − p̂| / max(|p|, mean payment / 1000) over all agents; infinite when an agent is in one table only
     * or a payment is no number.
     *
     * @param expected agent_id, payment
     * @param other agent_id, payment
     */
    static double worstRelativeDifference(Dataset<Row> expected, Dataset<Row> other) {
        double mean = expected.agg(avg(abs(col("payment")))).head().getDouble(0);
        Dataset<Row> pairs = expected.withColumnRenamed("payment", "p")
                .join(other.withColumnRenamed("payment", "o"), expectedColumns(), "full_outer");
        Row result = pairs.agg(
                        count_if(col("p").isNull().or(col("o").isNull()).or(col("o").isNaN())),
                        max(abs(col("p").minus(col("o")))
                                .divide(greatest(abs(col("p")), lit(Math.max(Double.MIN_NORMAL, LEAST_SHARE * mean))))))
                .head();
        return result.getLong(0) > 0 ? Double.POSITIVE_INFINITY : result.getDouble(1);
    }

    private static String[] expectedColumns() {
        return new String[] {"agent_id"};
    }
}
