package dev.candor.job;

import dev.candor.engine.RecordRegistrator;
import dev.candor.io.BuildId;
import dev.candor.model.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.OptionConverters;

/** Opens Spark as the command line, spark-submit or the notebook around it says. */
public final class Sessions {
    /** With these a damaged input file would be a shorter bill instead of an error. */
    private static final List<String> REFUSED_WHEN_TRUE =
            List.of("spark.sql.files.ignoreCorruptFiles", "spark.sql.files.ignoreMissingFiles");

    private static final String SHUFFLE_PARTITIONS = "spark.sql.shuffle.partitions";

    private Sessions() {}

    /**
     * A session with {@link PinnedSettings}. In a JVM that already runs Spark it is a new session beside the others, whose settings are left
     * alone; otherwise Spark is started: on the master of spark-submit, else {@code --master}, else local[*].
     *
     * @throws UserException when the session would skip files it cannot read, cannot move records, or a pinned setting is asked
     *     to be another
     */
    public static SessionLease open(RunContext context) {
        PinnedSettings.refuseOthers(context.common().sparkConf());
        Optional<SparkSession> running = running();
        SparkSession spark = running.map(SparkSession::newSession).orElseGet(() -> start(context));
        if (running.isPresent()) {
            context.common().sparkConf().forEach(spark.conf()::set);
            context.common().partitions().ifPresent(count -> spark.conf().set(SHUFFLE_PARTITIONS, count));
        }
        PinnedSettings.pin(spark);
        SessionLease lease = new SessionLease(spark, running.isEmpty());
        try {
            refuseSkippingFiles(spark);
            refuseKryoAlone(spark);
            return lease;
        } catch (UserException e) {
            lease.close();
            throw e;
        }
    }

    private static Optional<SparkSession> running() {
        return OptionConverters.toJava(SparkSession.getActiveSession())
                .or(() -> OptionConverters.toJava(SparkSession.getDefaultSession()))
                .filter(session -> !session.sparkContext().isStopped());
    }

    private static SparkSession start(RunContext context) {
        return SparkSession.builder().config(configuration(context)).getOrCreate();
    }

    /** What Spark is started with. */
    static SparkConf configuration(RunContext context) {
        SparkConf conf = new SparkConf();
        boolean submitted = conf.contains("spark.master");
        context.common().sparkConf().forEach(conf::set);
        RecordRegistrator.addTo(conf);
        conf.setIfMissing("spark.master", context.common().master().orElse("local[*]"));
        conf.setIfMissing("spark.app.name", "candor " + context.verb());
        if (!submitted) {
            embed(conf);
        }
        context.common().partitions().ifPresent(count -> conf.set(SHUFFLE_PARTITIONS, Integer.toString(count)));
        return conf;
    }

    private static void embed(SparkConf conf) {
        conf.setIfMissing("spark.ui.enabled", "false");
        Path code = BuildId.location();
        if (conf.get("spark.master").startsWith("local")) {
            int cores = Runtime.getRuntime().availableProcessors();
            conf.setIfMissing(SHUFFLE_PARTITIONS, Integer.toString(Math.max(8, 2 * cores)));
        } else if (code.toString().endsWith(".jar")) {
            conf.setIfMissing("spark.jars", code.toUri().toString());
        }
    }

    private static void refuseKryoAlone(SparkSession spark) {
        if (RecordRegistrator.isMissing(spark.sparkContext().getConf())) {
            throw UserException.configuration("Cannot run in this Spark, whose spark.serializer is Kryo: by itself Kryo"
                    + " cannot move records. Start it with spark.kryo.registrator = "
                    + RecordRegistrator.class.getName() + ", or without spark.serializer.");
        }
    }

    private static void refuseSkippingFiles(SparkSession spark) {
        for (String key : REFUSED_WHEN_TRUE) {
            if (Boolean.parseBoolean(spark.conf().get(key, "false").strip())) {
                throw UserException.configuration("Cannot run with " + key
                        + " = true: rows of unreadable files would silently not count. Set it to false.");
            }
        }
    }
}
