package dev.candor.io;

import dev.candor.model.UserException;
import java.util.Optional;

/**
 * Where the input lies: each a file, a directory or a glob under any Hadoop URI.
 *
 * @param reports absent = {@code packed} is given
 * @param packed a {@link PackedStore} in place of reports
 * @param candidates absent = the candidates are the pairs that the reports name; the caller must have been told so
 *     explicitly, for a candidate list chosen from reports is not strategy-proof
 * @param format of every table; absent = by the extension of the files
 */
public record InputPaths(
        Optional<String> reports,
        Optional<String> packed,
        Optional<String> candidates,
        Optional<String> agents,
        Optional<String> prompts,
        Optional<TableFormat> format) {
    /** Refuses blank paths, and reports that come from two places or none. */
    public InputPaths {
        if (reports.isPresent() == packed.isPresent()) {
            throw new IllegalArgumentException("reports come from --reports or from --packed: one of them");
        }
        reports.ifPresent(path -> requireNotBlank(InputTable.REPORTS, path));
        candidates.ifPresent(path -> requireNotBlank(InputTable.CANDIDATES, path));
        agents.ifPresent(path -> requireNotBlank(InputTable.AGENTS, path));
        prompts.ifPresent(path -> requireNotBlank(InputTable.PROMPTS, path));
    }

    /** Tables in files, reports among them. */
    public InputPaths(
            String reports,
            Optional<String> candidates,
            Optional<String> agents,
            Optional<String> prompts,
            Optional<TableFormat> format) {
        this(Optional.of(reports), Optional.empty(), candidates, agents, prompts, format);
    }

    /** The path of {@code table}, where it is given. */
    public Optional<String> of(InputTable table) {
        return switch (table) {
            case REPORTS -> reports;
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
