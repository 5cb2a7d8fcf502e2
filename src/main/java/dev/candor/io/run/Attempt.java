package dev.candor.io.run;

import dev.candor.model.ExitCode;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One try of one driver to do a run. Its id names the staging directory and appears in logs; it decides nothing.
 *
 * @param runId letters, digits and hyphens
 */
public record Attempt(String runId, Instant startedUtc) {
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    public Attempt {
        if (!RUN_ID.matcher(runId).matches()) {
            throw new IllegalArgumentException("A run id has 1 to 64 letters, digits and hyphens: " + runId);
        }
        Objects.requireNonNull(startedUtc, "startedUtc");
    }

    /** A new id, starting now. */
    public static Attempt begin() {
        return new Attempt(UUID.randomUUID().toString(), Instant.now());
    }

    /** What this attempt came to, ending now; {@code fingerprint} is null while it is not known. */
    RunResult ended(String status, ExitCode exitCode, String message, String fingerprint) {
        return new RunResult(
                runId,
                status,
                exitCode.code(),
                message,
                fingerprint,
                startedUtc.toString(),
                Instant.now().toString());
    }
}
