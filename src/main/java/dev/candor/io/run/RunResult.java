package dev.candor.io.run;

import dev.candor.io.files.Json;
import dev.candor.io.files.Places;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code run_result.json}: how the last attempt in a run directory ended. A convenience beside the manifest, which
 * alone says whether a run is published.
 *
 * @param status {@code published}, {@code validated}, {@code failed}, {@code stopped} (by a signal) or
 *     {@code commit-state-unknown}
 * @param exitCode as in {@link dev.candor.model.ExitCode}
 * @param fingerprint null when the attempt ended before it was known
 * @param startedUtc ISO-8601 instant
 * @param endedUtc ISO-8601 instant
 */
public record RunResult(
        String runId,
        String status,
        int exitCode,
        String message,
        String fingerprint,
        String startedUtc,
        String endedUtc) {
    public static final String FILE = "run_result.json";

    public RunResult {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(startedUtc, "startedUtc");
        Objects.requireNonNull(endedUtc, "endedUtc");
        message = Objects.requireNonNullElse(message, "");
    }

    /** The result lying in {@code directory}, if any. */
    public static Optional<RunResult> read(Configuration hadoop, String directory) throws IOException {
        Optional<byte[]> json = RunStore.at(hadoop, Places.path(directory)).read(FILE);
        return json.isEmpty() ? Optional.empty() : Optional.of(Json.read(json.get(), RunResult.class));
    }
}
