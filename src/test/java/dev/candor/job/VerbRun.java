package dev.candor.job;

import dev.candor.LocalSpark;
import dev.candor.failure.Failures;
import dev.candor.job.cli.Shell;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.assertj.core.api.Assertions;
import scala.jdk.javaapi.CollectionConverters;

/** A verb run in this JVM, in the session all tests share, and what it said. */
public record VerbRun(ExitCode code, String out, String err) {
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** Runs {@code jobs/verb flag...} as {@link Main} would, but for the end of the process. */
    public static VerbRun job(Collection<String> verbAndFlags) {
        LocalSpark.session();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExitCode code = new Shell(
                        Main.verbs(),
                        Failures.standard(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(verbAndFlags.toArray(String[]::new));
        return new VerbRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public VerbRun isDone() {
        Assertions.assertThat(code).as(err).isEqualTo(ExitCode.DONE);
        return this;
    }

    /** Ended with {@code expected} and told the user in one message, without a stack trace. */
    public VerbRun isRefused(ExitCode expected, String... fragments) {
        Assertions.assertThat(code).as(err).isEqualTo(expected);
        Assertions.assertThat(err).contains("candor: Cannot ").doesNotContain("\tat ", "this is a bug");
        for (String fragment : fragments) {
            Assertions.assertThat(err).contains(fragment);
        }
        Assertions.assertThat(out).isEmpty();
        return this;
    }

    /** The session keeps no data of a run that has ended, and carries none of its marks. */
    public static void assertNothingIsLeftInTheSession() {
        SparkContext spark = LocalSpark.session().sparkContext();
        Assertions.assertThat(spark.getPersistentRDDs().keySet().mkString(","))
                .as("kept data")
                .isEmpty();
        Assertions.assertThat(LocalSpark.session().sharedState().cacheManager().isEmpty())
                .as("no kept frames")
                .isTrue();
        Assertions.assertThat(lastingBroadcasts()).as("broadcasts of ours").isEmpty();
        Assertions.assertThat(spark.getJobTags().mkString(",")).isEmpty();
        Assertions.assertThat(spark.getLocalProperty("spark.job.description")).isNull();
        Assertions.assertThat(spark.getLocalProperty("spark.jobGroup.id")).isNull();
    }

    /** Spark lets go of what is destroyed a little later. */
    private static List<String> lastingBroadcasts() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        List<String> found = ownBroadcasts();
        while (!found.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
            found = ownBroadcasts();
        }
        return found;
    }

    /** Classes of what is still sent to every executor; Spark's own broadcasts go when they are collected. */
    private static List<String> ownBroadcasts() {
        BlockManager blocks = SparkEnv.get().blockManager();
        List<String> found = new ArrayList<>();
        CollectionConverters.asJava(blocks.getMatchingBlockIds(
                        // The value itself; its pieces are bytes.
                        id -> id instanceof BroadcastBlockId whole
                                && whole.field().isEmpty()))
                .forEach(id -> found.addAll(classes(blocks, id)));
        found.removeIf(name -> !name.contains("dev.candor."));
        return found;
    }

    /** Nothing where the block goes while it is looked at. */
    private static List<String> classes(BlockManager blocks, BlockId id) {
        List<String> classes = new ArrayList<>();
        try {
            blocks.getLocalValues(id).foreach(result -> {
                result.data().foreach(value -> classes.add(value.getClass().getName()));
                return null;
            });
        } catch (Exception gone) {
            // Spark's SparkException is checked and thrown undeclared.
            if (!String.valueOf(gone.getMessage()).contains(id + " does not exist")) {
                throw gone;
            }
        }
        return classes;
    }
}
