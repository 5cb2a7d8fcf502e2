package dev.candor.io;

import dev.candor.model.UserException;
import java.util.Optional;

/**
 * Where the input lies: each a file, a directory or a glob under any Hadoop URI.
 *
 * @param candidates absent = the candidates are the pairs that the reports name; the caller must have been told so
 *     explicitly, for a candidate list chosen from reports is not strategy-proof
 * @param format of every table; absent = by the extension of the files
 */
public record InputPaths(
        String reports,
        Optional<String> candidates,
        Optional<String> agents,
        Optional<String> prompts,
        Optional<TableFormat> format) {
    /** Refuses blank paths. */
    public InputPaths {
        requireNotBlank(InputTable.REPORTS, reports);
        candidates.ifPresent(path -> requireNotBlank(InputTable.CANDIDATES, path));
        agents.ifPresent(path -> requireNotBlank(InputTable.AGENTS, path));
        prompts.ifPresent(path -> requireNotBlank(InputTable.PROMPTS, path));
    }

    /** The path of {@code table}, where it is given. */
    public Optional<String> of(InputTable table) {
        return switch (table) {
            case REPORTS -> Optional.of(reports);
            case CANDIDATES -> candidates;
            case AGENTS -> agents;
            case PROMPTS -> prompts;
        };
    }

    private static void requireNotBlank(InputTable table, String path) {
        if (path.isBlank()) {
            throw UserException.configuration("Cannot read the " + table.label() + " table: " + table.flag()
                    + " is blank. Give a file, a directory or a glob.");
        }
    }
}
