package dev.candor.job.run;

import dev.candor.failure.Failures;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.listing.OutputPlace;
import dev.candor.io.run.Attempt;
import dev.candor.io.run.Fingerprint;
import dev.candor.io.run.Manifest;
import dev.candor.io.run.RunDirectory;
import dev.candor.io.store.PackedStore;
import dev.candor.job.cli.RunContext;
import dev.candor.job.progress.PhaseProgress;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A job whose result is a run directory: fingerprint first, then the work, then what became of it. */
public final class PublishedRun {
    private PublishedRun() {}

    /** The job's own part. It publishes through {@link RunInProgress#run}, or throws. */
    @FunctionalInterface
    public interface Body {
        void accept(RunInProgress work);
    }

    /** What the run reads: lists and hashes it. */
    @FunctionalInterface
    public interface Inputs {
        InputSnapshot read(SparkSession spark, Configuration hadoop);
    }

    /** Runs the body unless the same run is published already; failures leave their account in {@code output}. */
    public static ExitCode of(RunContext context, String output, InputPaths paths, Body body) {
        return of(context, output, (spark, hadoop) -> snapshot(spark, hadoop, paths, output), body);
    }

    /** The same of other inputs than reports. */
    public static ExitCode of(RunContext context, String output, Inputs read, Body body) {
        return of(context, output, read, body, published -> ExitCode.DONE);
    }

    /** The same where what is published says how the run ended: its manifest, of this run or of the same one before; empty where nothing is. */
    public static ExitCode of(
            RunContext context, String output, Inputs read, Body body, Function<Optional<Manifest>, ExitCode> verdict) {
        Attempt attempt = Attempt.begin();
        try (SessionLease lease = Sessions.open(context);
                PhaseProgress phases = PhaseProgress.of(context, lease.spark().sparkContext())) {
            SparkSession spark = lease.spark();
            Configuration hadoop = spark.sessionState().newHadoopConf();
            Fingerprint fingerprint;
            InputSnapshot inputs;
            List<String> notes;
            // Spark throws checked exceptions that it does not declare: hence Throwable, here and below.
            try {
                inputs = phases.run("fingerprint inputs", () -> read.read(spark, hadoop));
                notes = DeliveredTwice.told(inputs.copies(hadoop), context.err());
                fingerprint = Fingerprint.of(context.resultConfiguration(), inputs.tables());
            } catch (Throwable failure) {
                Account account = Account.of(context, failure);
                if (!(failure instanceof UserException refusal && refusal.isOutputMisplaced())) {
                    RunDirectory.recordFailure(hadoop, output, attempt, account.code(), account.message());
                }
                throw failure;
            }
            RunDirectory run = RunDirectory.open(hadoop, output, fingerprint, attempt);
            if (run.alreadyPublished()) {
                context.out()
                        .println("Already done: " + output + " holds this run (fingerprint "
                                + fingerprint.value().substring(0, 12) + "); nothing was done.");
                return verdict.apply(manifest(hadoop, output));
            }
            RunInProgress work =
                    new RunInProgress(context, spark, phases, run, () -> inputs.assertUnchanged(hadoop), notes);
            try {
                run.reserve();
                body.accept(work);
            } catch (Throwable failure) {
                Account account = Account.of(context, failure);
                run.fail(account.code(), account.message(), work.quarantine());
                throw failure;
            }
            return verdict.apply(manifest(hadoop, output));
        }
    }

    private static Optional<Manifest> manifest(Configuration hadoop, String output) {
        try {
            return Manifest.read(hadoop, output);
        } catch (IOException error) {
            throw new UncheckedIOException("Cannot read what was published in " + output, error);
        }
    }

    private static InputSnapshot snapshot(SparkSession spark, Configuration hadoop, InputPaths paths, String output) {
        paths.packed().ifPresent(store -> OutputPlace.requireOutside(hadoop, output, InputPaths.PACKED, store));
        Optional<PackedStore> packed = paths.packed().map(location -> PackedStore.open(hadoop, location));
        InputSnapshot inputs = InputSnapshot.read(spark, paths.locations(packed), output);
        packed.ifPresent(store -> store.requireAsPacked(inputs.tables().get(InputPaths.PACKED)));
        return inputs;
    }

    /** How a run ended that did not end well. */
    private record Account(ExitCode code, String message) {
        static Account of(RunContext context, Throwable failure) {
            Optional<UserException> mendable =
                    context.stop().accept().or(() -> Failures.standard().explain(failure));
            return new Account(
                    mendable.map(UserException::exitCode).orElse(ExitCode.UNEXPECTED),
                    context.redaction()
                            .message(mendable.map(Throwable::getMessage).orElseGet(failure::toString)));
        }
    }
}
