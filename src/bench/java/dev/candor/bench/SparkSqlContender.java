package dev.candor.bench;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The same figures in plain Spark SQL, in the session that Candor runs in: sum, policy, join back, two group-bys,
 * written as Parquet. No gate, no exact sums, no money, no fingerprint.
 */
final class SparkSqlContender implements Contender {
    private final SparkSession spark;
    private final Workload workload;
    private final SparkSqlQueries queries;

    SparkSqlContender(SparkSession spark, Workload workload) {
        this.spark = spark;
        this.workload = workload;
        this.queries = new SparkSqlQueries(workload);
    }

    @Override
    public String name() {
        return "spark-sql";
    }

    @Override
    public void run(Path output) {
        for (String table : Workload.TABLES) {
            workload.read(spark, table).createOrReplaceTempView(table);
        }
        String policy = output.resolve("policy").toString();
        spark.sql(queries.policy()).write().parquet(policy);
        // What was written is read again: cheaper than a second pass over the reports, and small.
        spark.read().parquet(policy).createOrReplaceTempView("policy");
        spark.sql(queries.payments()).write().parquet(output.resolve("payments").toString());
    }

    @Override
    public Dataset<Row> payments(Path output) {
        return spark.read().parquet(output.resolve("payments").toString()).select("agent_id", "payment");
    }

    @Override
    public double tolerance() {
        return queries.tolerance();
    }
}
