package dev.candor.io.run;

import dev.candor.io.files.Json;
import dev.candor.io.files.OutputFile;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.util.List;

/**
 * What a failed attempt leaves. The files of its quarantine have names no published file has
 * ({@code quarantine/failed-<run id>-…}), so that clearing them away can never hit a file of a commit that goes on.
 */
final class FailedRun {
    private static final String PREFIX = "failed-";

    private final RunStore store;
    private final Attempt attempt;
    private final String fingerprint;

    /** @param fingerprint null while it is not known */
    FailedRun(RunStore store, Attempt attempt, String fingerprint) {
        this.store = store;
        this.attempt = attempt;
        this.fingerprint = fingerprint;
    }

    void record(ExitCode exitCode, String message, List<OutputFile> quarantine) throws IOException {
        if (exitCode != ExitCode.OUTPUT_CONFLICT && mayWrite()) {
            if (exitCode == ExitCode.COMMIT_STATE_UNKNOWN) {
                write(attempt.ended("commit-state-unknown", exitCode, message, fingerprint));
                return;
            }
            leave(quarantine, attempt.ended(exitCode.isStop() ? "stopped" : "failed", exitCode, message, fingerprint));
        } else if (exitCode != ExitCode.COMMIT_STATE_UNKNOWN) {
            store.delete(staging());
        }
    }

    /** The input was checked and nothing is to be published. */
    void recordValidated(String message, List<OutputFile> quarantine) throws IOException {
        if (mayWrite()) {
            leave(quarantine, attempt.ended("validated", ExitCode.DONE, message, fingerprint));
        } else {
            store.delete(staging());
        }
    }

    /** Staging goes before the account is written, which finds room then on a disk that was full; and goes whatever fails. */
    private void leave(List<OutputFile> quarantine, RunResult result) throws IOException {
        try {
            removeQuarantine(store);
            for (OutputFile file : quarantine) {
                store.placeIfAbsent(staging() + "/" + file.path(), place(file));
            }
            store.delete(staging());
            write(result);
        } finally {
            store.delete(staging());
        }
    }

    /** Removes the quarantine of failed attempts; files of a published quarantine have other names and stay. */
    static void removeQuarantine(RunStore store) throws IOException {
        List<String> names = store.list(RunState.QUARANTINE);
        for (String name : names) {
            if (name.startsWith(PREFIX)) {
                store.delete(RunState.QUARANTINE + "/" + name);
            }
        }
    }

    /** Not where a run is published, goes on under another fingerprint, or somebody else's files lie. */
    private boolean mayWrite() throws IOException {
        RunState state = RunState.read(store);
        if (state.manifest().isPresent()) {
            return false;
        }
        return state.claim().isPresent()
                ? state.claim().get().fingerprint().equals(fingerprint)
                : state.foreignNames().isEmpty();
    }

    private void write(RunResult result) throws IOException {
        store.write(staging() + "/" + RunResult.FILE, Json.bytes(result));
        store.replace(staging() + "/" + RunResult.FILE, RunResult.FILE);
    }

    private String place(OutputFile file) {
        String prefix = RunState.QUARANTINE + "/";
        if (!file.path().startsWith(prefix)) {
            throw new IllegalArgumentException("Not below " + prefix + ": " + file.path());
        }
        String name = file.path().substring(prefix.length()).replace('/', '-');
        return prefix + PREFIX + attempt.runId() + "-" + name;
    }

    private String staging() {
        return RunState.STAGING_PREFIX + attempt.runId();
    }
}
