package dev.candor.job.run;

import dev.candor.api.publish.DeliveredTwice;
import dev.candor.api.publish.Publishing;
import dev.candor.failure.Failures;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.listing.OutputPlace;
import dev.candor.io.run.Attempt;
import dev.candor.io.run.Fingerprint;
import dev.candor.io.run.Manifest;
import dev.candor.io.store.PackedStore;
import dev.candor.job.cli.RunContext;
import dev.candor.job.progress.PhaseProgress;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
            AtomicReference<InputSnapshot> inputs = new AtomicReference<>();
            List<String> notes = new ArrayList<>();
            boolean done = Publishing.run(
                    hadoop,
                    output,
                    attempt,
                    () -> {
                        inputs.set(phases.run("fingerprint inputs", () -> read.read(spark, hadoop)));
                        notes.addAll(DeliveredTwice.notes(inputs.get().copies(hadoop)));
                        notes.forEach(note -> context.err().println("candor: " + note));
                        return Fingerprint.of(
                                context.resultConfiguration(), inputs.get().tables());
                    },
                    failure -> account(context, failure),
                    (run, quarantine) -> body.accept(new RunInProgress(
                            context,
                            spark,
                            phases,
                            phases::stages,
                            run,
                            () -> inputs.get().assertUnchanged(hadoop),
                            quarantine,
                            notes)));
            Optional<Manifest> published = manifest(hadoop, output);
            if (!done) {
                context.out()
                        .println("Already done: " + output + " holds this run (fingerprint "
                                + published.orElseThrow().fingerprint().substring(0, 12) + "); nothing was done.");
            }
            return verdict.apply(published);
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

    private static Publishing.Account account(RunContext context, Throwable failure) {
        Optional<UserException> mendable =
                context.stop().accept().or(() -> Failures.standard().explain(failure));
        return new Publishing.Account(
                mendable.map(UserException::exitCode).orElse(ExitCode.UNEXPECTED),
                context.redaction().message(mendable.map(Throwable::getMessage).orElseGet(failure::toString)));
    }
}
