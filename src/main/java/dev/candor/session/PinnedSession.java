package dev.candor.session;

import dev.candor.model.UserException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A session with {@link PinnedSettings} beside the caller's, which is left alone. Both have one SparkContext and one cache.
 *
 * @param spark to compute in
 */
public record PinnedSession(SparkSession caller, SparkSession spark) {
    /**
     * A new session with the caller's settings as they are now, but for the pinned ones.
     *
     * @throws UserException as {@link SessionCheck#require}
     */
    public static PinnedSession beside(SparkSession caller) {
        SparkSession spark = caller.newSession();
        SQLConf conf = spark.sessionState().conf();
        // A new session has the settings that Spark was started with, not those that were set since.
        CollectionConverters.asJava(caller.sessionState().conf().getAllConfs()).forEach((key, value) -> {
            if (!value.equals(conf.getConfString(key, null))) {
                conf.setConfString(key, value);
            }
        });
        PinnedSettings.pin(spark);
        SessionCheck.require(spark);
        return new PinnedSession(caller, spark);
    }

    /** A frame of the caller's, to be computed in the pinned session. */
    public Dataset<Row> taken(Dataset<Row> frame) {
        return in(spark, frame);
    }

    /** A result, to be computed in the caller's session: views that are made of it are views of that session. */
    public Dataset<Row> given(Dataset<Row> frame) {
        return in(caller, frame);
    }

    /** The same rows: names and types are resolved, and readers of files keep the session that they were made in. */
    private static Dataset<Row> in(SparkSession session, Dataset<Row> frame) {
        return org.apache.spark.sql.classic.Dataset.ofRows(
                (org.apache.spark.sql.classic.SparkSession) session,
                ((org.apache.spark.sql.classic.Dataset<Row>) frame).logicalPlan());
    }
}
