package dev.candor.io.run;

import dev.candor.io.files.Json;
import dev.candor.model.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run directory shows. Drivers write claim, files, manifest and then remove the claim; reading names, claim,
 * manifest in this order never mistakes a commit that goes on meanwhile for foreign files: who sees a placed file
 * and then no claim sees the manifest.
 */
record RunState(List<String> foreignNames, Optional<CommitClaim> claim, Optional<Manifest> manifest) {
    static final String STAGING_PREFIX = "_staging-";
    static final String QUARANTINE = "quarantine";

    private static final Set<String> OWN = Set.of(Manifest.FILE, CommitClaim.FILE, RunResult.FILE, QUARANTINE);

    static RunState read(RunStore store) throws IOException {
        List<String> names = store.list("");
        Optional<byte[]> claim = store.read(CommitClaim.FILE);
        Optional<Manifest> manifest = Manifest.read(store);
        List<String> foreign = names.stream()
                .filter(name -> !OWN.contains(name) && !name.startsWith(STAGING_PREFIX))
                .toList();
        return new RunState(foreign, claim.isEmpty() ? Optional.empty() : parse(claim.get(), store), manifest);
    }

    /** Whether the run is published; a run with another fingerprint is a conflict. */
    boolean published(String fingerprint, String location) {
        manifest.filter(other -> !other.fingerprint().equals(fingerprint)).ifPresent(other -> {
            throw UserException.outputConflict("Cannot publish in " + location + ": it holds run " + other.runId()
                    + " with fingerprint " + other.fingerprint() + ", this run has " + fingerprint
                    + " (another input, configuration or build). Nothing was changed. Choose another --output.");
        });
        return manifest.isPresent();
    }

    /** Refuses a directory that is claimed by another run or holds files of nobody's run. */
    void requireFree(String fingerprint, String location) {
        claim.filter(other -> !other.fingerprint().equals(fingerprint)).ifPresent(other -> {
            throw claimedBy(other, location, "fingerprint " + other.fingerprint() + ", this run has " + fingerprint);
        });
        if (claim.isEmpty() && !foreignNames.isEmpty()) {
            throw UserException.outputConflict("Cannot publish in " + location + ": it is not empty and no run (first"
                    + " of " + foreignNames.size() + ": " + foreignNames.get(0)
                    + "). Nothing was changed. Choose a new --output.");
        }
    }

    static UserException claimedBy(CommitClaim other, String location, String difference) {
        return UserException.outputConflict("Cannot publish in " + location + ": run " + other.runId()
                + " began to publish there and has not finished (" + difference + "). Nothing was changed. Wait for it,"
                + " choose another --output, or, if no driver works on it any more, delete the whole directory.");
    }

    private static Optional<CommitClaim> parse(byte[] json, RunStore store) {
        try {
            return Optional.of(Json.read(json, CommitClaim.class));
        } catch (IOException error) {
            throw UserException.outputConflict("Cannot use " + store.location() + ": its " + CommitClaim.FILE
                    + " is not a Candor claim: " + error.getMessage() + ". Choose another --output.");
        }
    }
}
