package dev.candor.api;

import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Manifest;

/**
 * A published segment of a packed store.
 *
 * @param path its directory
 * @param agents known, those without a reward too
 * @param candidates (prompt, candidate) pairs of the candidates table
 * @param rewards rows in the segment
 * @param duplicateRows identical rows of the logs beyond the first of each
 * @param rejectedRows tolerated, in quarantine/
 * @param bytes of its tables
 * @param alreadyThere whether an earlier run had packed the same logs under this name, so that nothing was done
 */
public record PackedSegment(
        String path,
        long agents,
        long candidates,
        long rewards,
        long duplicateRows,
        long rejectedRows,
        long bytes,
        boolean alreadyThere) {
    static final String AGENTS = "agents";
    static final String CANDIDATES = "candidates";
    static final String DUPLICATE_ROWS = "duplicate_rows";
    static final String REJECTED_ROWS = "rejected_rows";
    static final String REPORT_ROWS = "report_rows";

    static PackedSegment of(String path, Manifest manifest, boolean alreadyThere) {
        return new PackedSegment(
                path,
                manifest.counts().get(AGENTS),
                manifest.counts().get(CANDIDATES),
                manifest.counts().get(REPORT_ROWS),
                manifest.counts().get(DUPLICATE_ROWS),
                manifest.counts().get(REJECTED_ROWS),
                manifest.files().stream().mapToLong(OutputFile::bytes).sum(),
                alreadyThere);
    }
}
