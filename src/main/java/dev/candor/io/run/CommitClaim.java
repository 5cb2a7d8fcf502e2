package dev.candor.io.run;

import dev.candor.io.files.OutputFile;
import java.util.Objects;

/**
 * {@code _claim.json}: from here on only drivers with this fingerprint, and with these very tables, may place files.
 * It is created before the first file is placed and removed only after the manifest exists, so a directory without
 * manifest and claim has no published files.
 *
 * @param tablesSha256 {@link Publication#tablesSha256()}; a driver that computed other bytes must not join
 */
record CommitClaim(String fingerprint, String runId, String tablesSha256) {
    static final String FILE = "_claim.json";

    CommitClaim {
        OutputFile.requireSha256(fingerprint);
        Objects.requireNonNull(runId, "runId");
        OutputFile.requireSha256(tablesSha256);
    }
}
