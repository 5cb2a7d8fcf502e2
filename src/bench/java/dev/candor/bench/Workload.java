package dev.candor.bench;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The tables on disk and the mechanism they are settled by.
 *
 * @param rows of the reports table, counted
 */
record Workload(WorkloadSpec spec, Path folder, long rows, String divergence, double lambda) {
    static final List<String> TABLES = List.of("reports", "candidates", "agents", "prompts");

    Path table(String name) {
        return folder.resolve(name);
    }

    Dataset<Row> read(SparkSession spark, String name) {
        return spark.read().parquet(table(name).toString());
    }
}
