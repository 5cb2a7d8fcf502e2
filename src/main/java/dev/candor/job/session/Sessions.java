package dev.candor.job.session;

import dev.candor.engine.runtime.RecordRegistrator;
import dev.candor.failure.MachineLimits;
import dev.candor.io.files.Secrets;
import dev.candor.io.run.BuildId;
import dev.candor.job.cli.RunContext;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSettings;
import dev.candor.session.SessionCheck;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;
import scala.jdk.javaapi.OptionConverters;

/** Opens Spark as the command line, spark-submit or the notebook around it says. */
public final class Sessions {
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
            SessionCheck.require(spark);
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
        SparkConf conf = configuration(context);
        requireTemporaryFolder(conf);
        try {
            return SparkSession.builder().config(conf).getOrCreate();
        } catch (Exception failure) {
            // What it could not open at all, nobody has computed anything with: settings, or a port or folder they
            // name.
            context.stop().check();
            throw MachineLimits.explain(failure)
                    .orElseGet(() -> UserException.configuration(
                            "Cannot start Spark on " + conf.get("spark.master") + ": " + reason(failure)
                                    + ". Change --master or --spark-conf.",
                            failure));
        }
    }

    /** Spark ends the JVM, with an exit code of its own, where it finds no place for temporary files. */
    private static void requireTemporaryFolder(SparkConf conf) {
        String[] folders = Utils.getConfiguredLocalDirs(conf);
        if (Arrays.stream(folders).map(File::new).noneMatch(Sessions::isUsable)) {
            throw UserException.configuration("Cannot keep temporary files in " + String.join(", ", folders)
                    + ": no folder can be made there. Change --spark-conf spark.local.dir=DIR, or SPARK_LOCAL_DIRS.");
        }
    }

    private static boolean isUsable(File folder) {
        return (folder.isDirectory() || folder.mkdirs()) && folder.canWrite();
    }

    /** The first line of the innermost cause that says anything. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && innermost.getCause().getMessage() != null) {
            innermost = innermost.getCause();
        }
        String said = String.valueOf(innermost.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("\\.$", "");
        // The bare name of a class or file.
        return said.contains(" ") ? said : innermost.getClass().getSimpleName() + " " + said;
    }

    /** What Spark is started with. */
    static SparkConf configuration(RunContext context) {
        SparkConf conf = new SparkConf();
        boolean submitted = conf.contains("spark.master");
        context.common().sparkConf().forEach(conf::set);
        RecordRegistrator.addTo(conf);
        conf.setIfMissing("spark.master", context.common().master().orElse("local[*]"));
        conf.setIfMissing("spark.app.name", "candor " + context.verb());
        conf.setIfMissing("spark.redaction.regex", Secrets.KEY);
        if (conf.get("spark.master").startsWith("local")) {
            // A task that runs out of memory fails, and the run with it; by default it would end this JVM with exit
            // code 52.
            conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
        }
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
}
