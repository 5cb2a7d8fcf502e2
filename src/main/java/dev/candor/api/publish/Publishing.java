package dev.candor.api.publish;

import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Attempt;
import dev.candor.io.run.Fingerprint;
import dev.candor.io.run.RunDirectory;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** A run directory from fingerprint to manifest: opened, reserved, filled and published, or left with an account of the failure. */
public final class Publishing {
    private Publishing() {}

    /** How a run ended that did not end well, as run_result.json tells it. */
    public record Account(ExitCode code, String message) {}

    /** Writes into the run's staging directory and publishes. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it.
         *
         * @param quarantine to be filled with the files of rejected rows; they are kept when the run fails
         */
        void into(RunDirectory run, List<OutputFile> quarantine);
    }

    /**
     * Does the work unless the same run is published in {@code output} already.
     *
     * @param fingerprint is asked first; what it throws is recorded too, unless the output itself is misplaced
     * @param account what is recorded of a failure, which is thrown on
     * @return whether the work was done; false = it had been
     * @throws UserException output conflict, when another run is there
     */
    public static boolean run(
            Configuration hadoop,
            String output,
            Attempt attempt,
            Supplier<Fingerprint> fingerprint,
            Function<Throwable, Account> account,
            Work work) {
        Fingerprint known;
        // Spark throws checked exceptions that it does not declare: hence Throwable, here and below.
        try {
            known = fingerprint.get();
        } catch (Throwable failure) {
            if (!(failure instanceof UserException refusal && refusal.isOutputMisplaced())) {
                Account told = account.apply(failure);
                RunDirectory.recordFailure(hadoop, output, attempt, told.code(), told.message());
            }
            throw failure;
        }
        RunDirectory run = RunDirectory.open(hadoop, output, known, attempt);
        if (run.alreadyPublished()) {
            return false;
        }
        List<OutputFile> quarantine = new ArrayList<>();
        try {
            run.reserve();
            work.into(run, quarantine);
        } catch (Throwable failure) {
            Account told = account.apply(failure);
            run.fail(told.code(), told.message(), quarantine);
            throw failure;
        }
        return true;
    }
}
