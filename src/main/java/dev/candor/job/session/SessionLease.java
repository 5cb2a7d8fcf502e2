package dev.candor.job.session;

import org.apache.spark.sql.SparkSession;

/** A session to work in. Closing the lease stops Spark only when the lease started it. */
public final class SessionLease implements AutoCloseable {
    private final SparkSession spark;
    private final boolean started;

    SessionLease(SparkSession spark, boolean started) {
        this.spark = spark;
        this.started = started;
    }

    public SparkSession spark() {
        return spark;
    }

    @Override
    public void close() {
        if (started) {
            spark.stop();
        }
    }
}
