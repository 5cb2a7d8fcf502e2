package dev.candor.engine.runtime;

import dev.candor.io.table.TableScan;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * How the work is cut; changes no result.
 *
 * @param partitions partitions of the reports, 0 = from their size
 * @param broadcastBytes what may be sent whole to every executor; 0 forbids it
 */
public record EngineLimits(int partitions, long broadcastBytes) {
    /** Report rows of a partition: some 80 MB while it is packed, 24 MB once it is. */
    private static final double PARTITION_ROWS = 1 << 21;

    /** Rows a bucket of a packed store, on average, beyond which it is cut anew by a shuffle. */
    public static final long MOST_BUCKET_ROWS = 1 << 24;

    /** Heap that a row of a log in order takes while it is read: its slot and reward, twice while their arrays grow. */
    private static final double RANGE_ROW_BYTES = 26;

    /** Of an executor's heap, for rows being read: packed blocks that are kept may fill the rest. */
    private static final double RANGE_SHARE = 0.2;

    private static final int UNKNOWN_CORES = 4;

    /** What a report row is taken to need in files that do not say how many they have. */
    private static final long TEXT_ROW_BYTES = 32;

    private static final int MOST_PARTITIONS = 20_000;

    /** Cut by size, broadcasts up to 256 MiB. */
    public static final EngineLimits DEFAULT = new EngineLimits(0, 256L << 20);

    public EngineLimits {
        if (partitions < 0 || broadcastBytes < 0) {
            throw new IllegalArgumentException("limits are ≥ 0: " + partitions + ", " + broadcastBytes);
        }
    }

    public int partitionsFor(SparkSession spark, TableScan reports) {
        return partitionsFor(spark, reports.rowCount().orElse(reports.bytes() / TEXT_ROW_BYTES));
    }

    public int partitionsFor(SparkSession spark, long rows) {
        if (partitions > 0) {
            return partitions;
        }
        int bySize = (int) Math.min(MOST_PARTITIONS, Math.ceil(rows / PARTITION_ROWS));
        return Math.max(bySize, spark.sparkContext().defaultParallelism());
    }

    /** Rows that a task may read of a log in order: those of all cores of an executor are in its heap at once. */
    public static long mostRangeRows(SparkContext spark) {
        SparkConf conf = spark.getConf();
        long heap =
                spark.isLocal() ? Runtime.getRuntime().maxMemory() : conf.getSizeAsBytes("spark.executor.memory", "1g");
        int cores = spark.isLocal() ? spark.defaultParallelism() : conf.getInt("spark.executor.cores", UNKNOWN_CORES);
        return Math.min(MOST_BUCKET_ROWS, (long) (RANGE_SHARE * heap / (cores * RANGE_ROW_BYTES)));
    }
}
