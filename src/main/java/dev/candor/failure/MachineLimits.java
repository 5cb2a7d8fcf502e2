package dev.candor.failure;

import dev.candor.model.UserException;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkThrowable;
import org.apache.spark.util.Utils;

/** Failures for want of memory, disk or the like: no bugs, and the message says which setting gives more. */
public final class MachineLimits {
    private static final String MEMORY =
            "Set CANDOR_DRIVER_MEMORY, e.g. CANDOR_DRIVER_MEMORY=8g, or raise --partitions.";

    /** "Lost task 0.3 in stage 1.0 (TID 9) (10.0.0.7 executor 3)": not in the driver's own JVM. */
    private static final Pattern ON_EXECUTOR = Pattern.compile("executor [0-9]+\\)");

    private static final Pattern EXECUTOR_DIED =
            Pattern.compile("ExecutorLostFailure.*(code:? 52|code:? 137|OutOfMemory|memory limits)", Pattern.DOTALL);

    private MachineLimits() {}

    /** About one throwable of a chain. */
    public static Optional<UserException> explain(Throwable failure) {
        return memory(failure).or(() -> disk(failure));
    }

    private static Optional<UserException> memory(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SparkThrowable spark && "INVALID_DRIVER_MEMORY".equals(spark.getCondition())) {
            return refusal("Cannot start Spark in " + driverMebibytes()
                    + " MiB of driver memory: it needs 450 MiB for itself. Set CANDOR_DRIVER_MEMORY to 1g or more.");
        }
        if (EXECUTOR_DIED.matcher(message).find()
                || (isOutOfMemory(failure) && ON_EXECUTOR.matcher(message).find())) {
            return refusal("Cannot finish: an executor ran out of memory. Set --spark-conf spark.executor.memory=8g or"
                    + " more, or raise --partitions.");
        }
        if (message.contains("spark.driver.maxResultSize")) {
            return refusal("Cannot finish: the tasks' results are larger than spark.driver.maxResultSize allows. Set"
                    + " --spark-conf spark.driver.maxResultSize=4g, and CANDOR_DRIVER_MEMORY to twice that.");
        }
        if (message.contains("unable to create native thread")) {
            return refusal("Cannot finish: the machine allows no further thread (" + message
                    + "). Raise the limit of processes (ulimit -u), or use fewer cores: --master local[1].");
        }
        return isOutOfMemory(failure)
                ? refusal("Cannot finish in " + driverMebibytes() + " MiB of driver memory (" + cause(message) + "). "
                        + MEMORY)
                : Optional.empty();
    }

    /** Itself, or told of by Spark where the error could not be passed on. */
    private static boolean isOutOfMemory(Throwable failure) {
        return failure instanceof OutOfMemoryError
                || (failure.getClass().getName().startsWith("org.apache.spark.")
                        && String.valueOf(failure.getMessage()).contains("java.lang.OutOfMemoryError"));
    }

    private static String cause(String message) {
        String first = message.lines().findFirst().orElse("");
        int error = message.indexOf("java.lang.OutOfMemoryError: ");
        return error < 0
                ? first
                : message.substring(error + "java.lang.OutOfMemoryError: ".length())
                        .lines()
                        .findFirst()
                        .orElse(first);
    }

    private static long driverMebibytes() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }

    private static Optional<UserException> disk(Throwable failure) {
        if (!(failure instanceof IOException || failure instanceof FSError)) {
            return Optional.empty();
        }
        String message = String.valueOf(failure.getMessage());
        if (isFull(message)) {
            return refusal("Cannot finish: no space is left on the disk of the output, or on that of Spark's temporary"
                    + " files, " + temporary() + ". Free space, or change the place: --output,"
                    + " --spark-conf spark.local.dir=DIR.");
        }
        return message.contains("Too many open files")
                ? refusal("Cannot finish: too many files are open ("
                        + message.lines().findFirst().orElse("")
                        + "). Raise the limit (ulimit -n 65536), or lower --partitions.")
                : Optional.empty();
    }

    private static boolean isFull(String message) {
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    /** Spark's folders for what does not stay in memory, each with the room left in it. */
    private static String temporary() {
        SparkConf conf =
                SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf();
        List<String> each = Arrays.stream(Utils.getConfiguredLocalDirs(conf))
                .map(folder ->
                        folder + String.format(Locale.ROOT, " (%,d MiB free)", new File(folder).getUsableSpace() >> 20))
                .toList();
        return String.join(", ", each);
    }

    private static Optional<UserException> refusal(String message) {
        return Optional.of(UserException.configuration(message));
    }
}
