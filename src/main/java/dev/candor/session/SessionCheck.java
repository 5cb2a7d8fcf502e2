package dev.candor.session;

import dev.candor.engine.runtime.RecordRegistrator;
import dev.candor.model.UserException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Refuses sessions whose results would be wrong, or that cannot compute any. */
public final class SessionCheck {
    /** With these a damaged input file would be a shorter bill instead of an error. */
    private static final List<String> OF_THE_SESSION =
            List.of("spark.sql.files.ignoreCorruptFiles", "spark.sql.files.ignoreMissingFiles");

    private static final List<String> OF_SPARK =
            List.of("spark.files.ignoreCorruptFiles", "spark.files.ignoreMissingFiles");

    private SessionCheck() {}

    /** Checks the session. @throws UserException when it would skip files it cannot read, or cannot move records */
    public static void require(SparkSession spark) {
        OF_THE_SESSION.forEach(key -> refuseTrue(key, spark.conf().get(key, "false")));
        OF_SPARK.forEach(key -> refuseTrue(key, spark.sparkContext().conf().get(key, "false")));
        if (RecordRegistrator.isMissing(spark.sparkContext().getConf())) {
            throw UserException.configuration("Cannot run in this Spark, whose spark.serializer is Kryo: by itself Kryo"
                    + " cannot move records. Start it with spark.kryo.registrator = "
                    + RecordRegistrator.class.getName() + ", or without spark.serializer.");
        }
    }

    private static void refuseTrue(String key, String value) {
        if (Boolean.parseBoolean(value.strip())) {
            throw UserException.configuration("Cannot run with " + key
                    + " = true: rows of unreadable files would silently not count. Set it to false.");
        }
    }
}
