package dev.candor.job;

import dev.candor.io.Attempt;
import dev.candor.io.Fingerprint;
import dev.candor.io.InputPaths;
import dev.candor.io.InputSnapshot;
import dev.candor.io.RunDirectory;
import dev.candor.model.ExitCode;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A job whose result is a run directory: fingerprint first, then the work, then what became of it. */
final class PublishedRun {
    private PublishedRun() {}

    /** The job's own part. It publishes through {@link Work#run}, or throws. */
    @FunctionalInterface
    interface Body {
        void accept(Work work);
    }

    /** Runs the body unless the same run is published already; failures leave their account in {@code output}. */
    static ExitCode of(RunContext context, String output, InputPaths paths, Body body) {
        Attempt attempt = Attempt.begin();
        try (SessionLease lease = Sessions.open(context);
                ConsolePhases phases = ConsolePhases.of(context, lease.spark().sparkContext())) {
            SparkSession spark = lease.spark();
            Configuration hadoop = spark.sessionState().newHadoopConf();
            Optional<RunDirectory> opened = Optional.empty();
            Work work = null;
            try {
                InputSnapshot inputs = phases.run(
                        "fingerprint inputs", () -> InputSnapshot.read(spark, InputOptions.locations(paths)));
                Fingerprint fingerprint = Fingerprint.of(context.resultConfiguration(), inputs);
                RunDirectory run = RunDirectory.open(hadoop, output, fingerprint, attempt);
                opened = Optional.of(run);
                if (run.alreadyPublished()) {
                    context.out()
                            .println("Already settled: " + output + " holds this run (fingerprint "
                                    + fingerprint.value().substring(0, 12) + "); nothing was done.");
                    return ExitCode.DONE;
                }
                work = new Work(context, spark, phases, run, () -> inputs.assertUnchanged(hadoop));
                body.accept(work);
                return ExitCode.DONE;
            } catch (RuntimeException failure) {
                record(failure, opened, work, hadoop, output, attempt);
                throw failure;
            }
        }
    }

    private static void record(
            RuntimeException failure,
            Optional<RunDirectory> opened,
            Work work,
            Configuration hadoop,
            String output,
            Attempt attempt) {
        ExitCode code =
                Failures.standard().explain(failure).map(e -> e.exitCode()).orElse(ExitCode.UNEXPECTED);
        String message =
                Failures.standard().explain(failure).map(Throwable::getMessage).orElseGet(failure::toString);
        if (code == ExitCode.OUTPUT_CONFLICT) {
            return;
        }
        opened.ifPresentOrElse(
                run -> run.fail(code, message, work == null ? List.of() : work.quarantine()),
                () -> RunDirectory.recordFailure(hadoop, output, attempt, code, message));
    }
}
