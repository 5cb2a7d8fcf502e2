package dev.candor.io.run;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Places;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one run: {@code --output DIR}. Everything is written below {@code DIR/_staging-<run id>/} and
 * appears under its own name only when the run is published; {@code manifest.json} comes last and is created if
 * absent. A driver killed at any point leaves either no manifest or a whole run, and of several drivers on one
 * directory at most one run is published:
 *
 * <ul>
 *   <li>the same fingerprint again: success, nothing is done;
 *   <li>another fingerprint, or files of nobody's run: {@link ExitCode#OUTPUT_CONFLICT}, nothing is touched;
 *   <li>a commit that was begun and not finished: drivers with its fingerprint finish it, others are refused.
 * </ul>
 *
 * How far this holds on which file system: {@link LocalRunStore}, {@link HadoopRunStore}. Staging directories of
 * killed drivers stay, since nobody can tell whether such a driver still lives; they may be deleted by hand.
 */
public final class RunDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

    private static final String STARTED = "_started";

    private final RunStore store;
    private final Path root;
    private final Attempt attempt;
    private final Fingerprint fingerprint;
    private final boolean alreadyPublished;

    private RunDirectory(
            RunStore store, Path root, Attempt attempt, Fingerprint fingerprint, boolean alreadyPublished) {
        this.store = store;
        this.root = root;
        this.attempt = attempt;
        this.fingerprint = fingerprint;
        this.alreadyPublished = alreadyPublished;
    }

    /**
     * Looks at {@code output} and touches nothing.
     *
     * @param output a Hadoop URI; need not exist
     * @throws UserException {@link ExitCode#OUTPUT_CONFLICT} as described above; {@link ExitCode#CONFIGURATION} when
     *     it cannot be read
     */
    public static RunDirectory open(Configuration hadoop, String output, Fingerprint fingerprint, Attempt attempt) {
        Path root = Places.path(output);
        return usable(output, () -> open(RunStore.at(hadoop, root), root, fingerprint, attempt));
    }

    /**
     * Creates the staging directory: a place that cannot be written is found before anything is computed for it.
     *
     * @throws UserException {@link ExitCode#CONFIGURATION} when nothing can be written there
     */
    public void reserve() {
        usable(store.location(), () -> {
            store.write(RunState.STAGING_PREFIX + attempt.runId() + "/" + STARTED, new byte[0]);
            return null;
        });
    }

    static RunDirectory open(RunStore store, Path root, Fingerprint fingerprint, Attempt attempt) throws IOException {
        RunState state = RunState.read(store);
        boolean published = state.published(fingerprint.value(), store.location());
        if (!published) {
            state.requireFree(fingerprint.value(), store.location());
        }
        return new RunDirectory(store, root, attempt, fingerprint, published);
    }

    /** Whether this very run is published: there is nothing left to do, and nothing may be written. */
    public boolean alreadyPublished() {
        return alreadyPublished;
    }

    /** Where this attempt writes: a table {@code t} to {@code staging()/t/}. Created by the first write. */
    public Path staging() {
        return new Path(root, RunState.STAGING_PREFIX + attempt.runId());
    }

    /**
     * Publishes the run, then writes {@code run_result.json} and removes the staging directory.
     *
     * @param publication its tables lie in {@link #staging()} under their paths
     * @return whether this driver created the manifest, or another one did with the same fingerprint
     * @throws UserException {@link ExitCode#OUTPUT_CONFLICT} when another run was faster;
     *     {@link ExitCode#COMMIT_STATE_UNKNOWN} when it cannot be told whether the manifest exists: nothing is
     *     cleaned up then
     */
    public Outcome publish(Publication publication) {
        if (alreadyPublished) {
            throw new IllegalStateException("Already published: " + store.location());
        }
        return io("Cannot publish in " + store.location(), () -> commit().run(publication));
    }

    /**
     * Leaves {@code quarantine/} and {@code run_result.json}, in place of those of an earlier failed attempt, and
     * removes the staging directory. Writes nothing into a directory that is published or claimed by another run,
     * and removes nothing after {@link ExitCode#COMMIT_STATE_UNKNOWN}. Does not throw when the file system fails:
     * the failure that is being recorded matters more.
     *
     * @param quarantine staged files of rejected rows, paths {@code quarantine/…}; may be empty. They are placed as
     *     {@code quarantine/failed-<run id>-…}
     */
    public void fail(ExitCode exitCode, String message, List<OutputFile> quarantine) {
        if (alreadyPublished) {
            return;
        }
        try {
            new FailedRun(store, attempt, fingerprint.value()).record(exitCode, message, quarantine);
        } catch (IOException | RuntimeException error) {
            LOG.warn("Cannot record in {} that the run failed", store.location(), error);
        }
    }

    /**
     * Leaves {@code quarantine/} and a {@code run_result.json} that says {@code validated}, in place of those of an
     * earlier attempt, and removes the staging directory: for a run that checks its input and publishes nothing.
     *
     * @param quarantine as in {@link #fail}
     */
    public void validated(String message, List<OutputFile> quarantine) {
        io("Cannot write in " + store.location(), () -> {
            new FailedRun(store, attempt, fingerprint.value()).recordValidated(message, quarantine);
            return null;
        });
    }

    /** {@link #fail} for a run that failed before its directory was opened or its fingerprint known. */
    public static void recordFailure(
            Configuration hadoop, String output, Attempt attempt, ExitCode exitCode, String message) {
        try {
            RunStore store = RunStore.at(hadoop, Places.path(output));
            new FailedRun(store, attempt, null).record(exitCode, message, List.of());
        } catch (IOException | RuntimeException error) {
            LOG.warn("Cannot record in {} that the run failed", InputFile.redacted(output), error);
        }
    }

    private Commit commit() {
        return new Commit(store, attempt, fingerprint);
    }

    /** How a publication ended well. */
    public enum Outcome {
        PUBLISHED,
        ALREADY_PUBLISHED
    }

    private static <T> T usable(String output, IoCall<T> call) {
        try {
            return call.run();
        } catch (IOException error) {
            throw UserException.configuration("Cannot use " + InputFile.redacted(output) + " as the run directory: "
                    + error.getMessage() + " (" + error.getClass().getSimpleName()
                    + "). Set --output to a directory that can be created and written.");
        }
    }

    private static <T> T io(String what, IoCall<T> call) {
        try {
            return call.run();
        } catch (IOException error) {
            throw new UncheckedIOException(what + ": " + error.getMessage(), error);
        }
    }

    @FunctionalInterface
    private interface IoCall<T> {
        T run() throws IOException;
    }
}
