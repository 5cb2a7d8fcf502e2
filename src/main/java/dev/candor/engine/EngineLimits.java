package dev.candor.engine;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How the work is cut; changes no result.
 *
 * @param partitions partitions of the reports, 0 = from their size
 * @param broadcastBytes what may be sent whole to every executor; 0 forbids it
 */
public record EngineLimits(int partitions, long broadcastBytes) {
    private static final long PARTITION_BYTES = 64L << 20;
    private static final int MOST_PARTITIONS = 20_000;

    /** Cut by size, broadcasts up to 256 MiB. */
    public static final EngineLimits DEFAULT = new EngineLimits(0, 256L << 20);

    public EngineLimits {
        if (partitions < 0 || broadcastBytes < 0) {
            throw new IllegalArgumentException("limits are ≥ 0: " + partitions + ", " + broadcastBytes);
        }
    }

    int partitionsFor(SparkSession spark, Dataset<Row> reports) {
        if (partitions > 0) {
            return partitions;
        }
        double bytes =
                reports.queryExecution().optimizedPlan().stats().sizeInBytes().doubleValue();
        int bySize = (int) Math.min(MOST_PARTITIONS, Math.ceil(bytes / PARTITION_BYTES));
        return Math.max(bySize, spark.sparkContext().defaultParallelism());
    }
}
