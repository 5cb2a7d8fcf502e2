package dev.candor;

import org.apache.spark.sql.SparkSession;

/** The one Spark session that all tests of a JVM share: local[2], small shuffles, no web page. */
public final class LocalSpark {
    private LocalSpark() {}

    /** The shared session; tests must leave its configuration as they found it. */
    public static SparkSession session() {
        return Holder.SESSION;
    }

    private static final class Holder {
        static final SparkSession SESSION = SparkSession.builder()
                .master("local[2]")
                .appName("candor-tests")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "3")
                .config("spark.sql.session.timeZone", "UTC")
                // Tests of one JVM use more generated classes than the hundred that Spark keeps.
                .config("spark.sql.codegen.cache.maxEntries", "5000")
                .config("spark.log.level", "ERROR")
                .getOrCreate();
    }
}
