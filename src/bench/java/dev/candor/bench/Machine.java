package dev.candor.bench;

import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** Where the figures come from, in one line. */
final class Machine {
    private Machine() {}

    static String describe(SparkSession spark) {
        return String.format(
                Locale.ROOT,
                "%s %s, %d cores, heap %s MB, Java %s, Spark %s on %s",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Figures.megabytes(Runtime.getRuntime().maxMemory()),
                System.getProperty("java.version"),
                spark.version(),
                spark.sparkContext().master());
    }
}
