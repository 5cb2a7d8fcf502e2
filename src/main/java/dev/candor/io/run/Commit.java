package dev.candor.io.run;

import dev.candor.io.files.Json;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.RunDirectory.Outcome;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a publication, in this order: claim, tables, documents, manifest; afterwards run_result.json, and
 * claim and staging are removed. Every step is atomic and idempotent for drivers with the same fingerprint; none
 * has a {@code finally}: a killed driver runs nothing either.
 */
final class Commit {
    private static final Logger LOG = LoggerFactory.getLogger(Commit.class);
    private static final int CLAIM_TRIES = 3;

    private final RunStore store;
    private final Attempt attempt;
    private final Fingerprint fingerprint;

    Commit(RunStore store, Attempt attempt, Fingerprint fingerprint) {
        this.store = store;
        this.attempt = attempt;
        this.fingerprint = fingerprint;
    }

    Outcome run(Publication publication) throws IOException {
        if (publishedBeforeClaim(publication)) {
            cleanUp(staged(""));
            return Outcome.ALREADY_PUBLISHED;
        }
        List<OutputFile> files = new ArrayList<>();
        for (OutputFile table : publication.tables()) {
            files.add(placeTable(table));
        }
        for (Map.Entry<String, String> document : publication.documents().entrySet()) {
            files.add(placeDocument(document.getKey(), document.getValue()));
        }
        removeFailedAttempts();
        Outcome outcome = createManifest(manifest(publication, files));
        afterwards(outcome);
        return outcome;
    }

    /** Claims the directory or joins the claim of the same run; true when the run turns out to be published. */
    private boolean publishedBeforeClaim(Publication publication) throws IOException {
        CommitClaim mine = new CommitClaim(fingerprint.value(), attempt.runId(), publication.tablesSha256());
        store.write(staged(CommitClaim.FILE), Json.bytes(mine));
        for (int i = 0; i < CLAIM_TRIES; i++) {
            boolean created = store.placeIfAbsent(staged(CommitClaim.FILE), CommitClaim.FILE);
            RunState state = RunState.read(store);
            if (state.manifest().isPresent()) {
                if (created) {
                    cleanUp(CommitClaim.FILE);
                }
                return published(state);
            }
            if (created || joins(mine, state)) {
                return false;
            }
        }
        throw new IOException("the claim there comes and goes without a manifest: somebody else changes the directory");
    }

    private boolean published(RunState state) {
        try {
            return state.published(fingerprint.value(), store.location());
        } catch (UserException conflict) {
            cleanUp(staged(""));
            throw conflict;
        }
    }

    /** False when the claim has just gone. */
    private boolean joins(CommitClaim mine, RunState state) {
        if (state.claim().isEmpty()) {
            return false;
        }
        CommitClaim other = state.claim().get();
        if (!other.fingerprint().equals(mine.fingerprint())) {
            cleanUp(staged(""));
            state.requireFree(mine.fingerprint(), store.location());
        }
        if (!other.tablesSha256().equals(mine.tablesSha256())) {
            cleanUp(staged(""));
            throw RunState.claimedBy(
                    other,
                    store.location(),
                    "the same fingerprint, but it computed other bytes: another Java or Spark version, or a bug");
        }
        return true;
    }

    private OutputFile placeTable(OutputFile table) throws IOException {
        if (!store.placeIfAbsent(staged(table.path()), table.path())) {
            OutputFile there = store.describe(table.path(), table.rows());
            if (!there.equals(table)) {
                throw new IllegalStateException("Cannot finish the commit in " + store.location() + ": " + there.path()
                        + " has SHA-256 " + there.sha256() + ", this run computed " + table.sha256()
                        + ". It was damaged after it was placed. Delete the whole directory and run again.");
            }
        }
        return table;
    }

    private OutputFile placeDocument(String path, String text) throws IOException {
        store.write(staged(path), text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        store.placeIfAbsent(staged(path), path);
        return store.describe(path, null);
    }

    /** Only names a failed attempt gives: what another driver of this run has placed stays. */
    private void removeFailedAttempts() {
        cleanUp(RunResult.FILE);
        try {
            FailedRun.removeQuarantine(store);
        } catch (IOException error) {
            LOG.warn("Cannot remove the quarantine of a failed attempt in {}", store.location(), error);
        }
    }

    private Outcome createManifest(Manifest manifest) throws IOException {
        store.write(staged(Manifest.FILE), Json.bytes(manifest));
        try {
            if (store.placeIfAbsent(staged(Manifest.FILE), Manifest.FILE)) {
                return Outcome.PUBLISHED;
            }
        } catch (IOException error) {
            return outcomeAfter(error);
        }
        return publishedBy(Manifest.read(store).orElseThrow(() -> new IOException("the manifest there was removed")));
    }

    /** The manifest could not be created, or was and the answer got lost: looks. */
    private Outcome outcomeAfter(IOException error) throws IOException {
        Manifest there;
        try {
            there = Manifest.read(store).orElseThrow(() -> error);
        } catch (IOException again) {
            if (again == error) {
                throw error;
            }
            error.addSuppressed(again);
            throw UserException.commitStateUnknown(
                    "Cannot tell whether the run was published in " + store.location()
                            + ": creating its manifest failed"
                            + " (" + error.getMessage() + ") and so did looking for it. Nothing was cleaned up. Run the"
                            + " same command again: it finishes the run or finds it published.",
                    error);
        }
        return publishedBy(there);
    }

    private Outcome publishedBy(Manifest there) {
        if (!there.fingerprint().equals(fingerprint.value())) {
            throw new IllegalStateException("Run " + there.runId() + " was published in " + store.location()
                    + " against the claim of fingerprint " + fingerprint.value());
        }
        return there.runId().equals(attempt.runId()) ? Outcome.PUBLISHED : Outcome.ALREADY_PUBLISHED;
    }

    private Manifest manifest(Publication publication, List<OutputFile> files) {
        return new Manifest(
                fingerprint.schemaVersion(),
                attempt.runId(),
                fingerprint.value(),
                fingerprint.buildId(),
                fingerprint.config(),
                fingerprint.inputs(),
                Instant.now().toString(),
                publication.counts(),
                publication.sums(),
                files);
    }

    /** The run is published: whatever fails here is a matter of tidiness. */
    private void afterwards(Outcome outcome) {
        RunResult result = attempt.ended("published", ExitCode.DONE, "", fingerprint.value());
        try {
            store.write(staged(RunResult.FILE), Json.bytes(result));
            if (outcome == Outcome.PUBLISHED) {
                store.replace(staged(RunResult.FILE), RunResult.FILE);
            } else {
                store.placeIfAbsent(staged(RunResult.FILE), RunResult.FILE);
            }
        } catch (IOException error) {
            LOG.warn("Published, but cannot write {} in {}", RunResult.FILE, store.location(), error);
        }
        cleanUp(CommitClaim.FILE);
        cleanUp(staged(""));
    }

    private void cleanUp(String path) {
        try {
            store.delete(path);
        } catch (IOException error) {
            LOG.warn("Cannot remove {} in {}", path, store.location(), error);
        }
    }

    private String staged(String path) {
        String staging = RunState.STAGING_PREFIX + attempt.runId();
        return path.isEmpty() ? staging : staging + "/" + path;
    }
}
