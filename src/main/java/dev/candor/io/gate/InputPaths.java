package dev.candor.io.gate;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.store.PackedStore;
import dev.candor.model.UserException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the input lies: each table a file, a directory or a glob under any Hadoop URI.
 *
 * @param tables reports and candidates, or valuations and checkpoints (a catalog), or a log of preferences, and more. Candidates absent = the
 *     pairs that the reports name; the caller must have been told so explicitly, for a candidate list chosen from reports
 *     is not strategy-proof
 * @param packed a {@link PackedStore} in place of reports
 * @param format of every table; absent = by the extension of the files
 */
public record InputPaths(Map<InputTable, String> tables, Optional<String> packed, Optional<TableFormat> format) {
    /** What the files of a packed store are called among the inputs. */
    public static final String PACKED = "packed";

    /** Refuses blank paths, and reports that come from two places. */
    public InputPaths {
        tables = Map.copyOf(tables);
        boolean catalog = tables.containsKey(InputTable.VALUATIONS);
        boolean linear = tables.containsKey(InputTable.COEFFICIENTS);
        boolean log = PreferenceLog.TABLES.stream().anyMatch(tables::containsKey);
        if (Stream.of(tables.containsKey(InputTable.REPORTS), packed.isPresent(), catalog, linear, log)
                        .filter(given -> given)
                        .count()
                > 1) {
            throw new IllegalArgumentException("reports come from --reports, --packed, --valuations or --coefficients,"
                    + " or are learned from a log: one of them");
        }
        tables.forEach(InputPaths::requireNotBlank);
    }

    /** Tables in files, reports among them. */
    public InputPaths(
            String reports,
            Optional<String> candidates,
            Optional<String> agents,
            Optional<String> prompts,
            Optional<TableFormat> format) {
        this(tables(reports, candidates, agents, prompts), Optional.empty(), format);
    }

    private static Map<InputTable, String> tables(
            String reports, Optional<String> candidates, Optional<String> agents, Optional<String> prompts) {
        Map<InputTable, String> tables = new EnumMap<>(InputTable.class);
        tables.put(InputTable.REPORTS, reports);
        candidates.ifPresent(path -> tables.put(InputTable.CANDIDATES, path));
        agents.ifPresent(path -> tables.put(InputTable.AGENTS, path));
        prompts.ifPresent(path -> tables.put(InputTable.PROMPTS, path));
        return tables;
    }

    /** These and one table more. */
    public InputPaths with(InputTable table, String path) {
        Map<InputTable, String> more = new EnumMap<>(InputTable.class);
        more.putAll(tables);
        more.put(table, path);
        return new InputPaths(more, packed, format);
    }

    /**
     * Table → where its files lie, of the tables that are given; {@value #PACKED}: the files of a store.
     *
     * @param store {@link #packed}, opened
     */
    public Map<String, List<String>> locations(Optional<PackedStore> store) {
        Map<String, List<String>> locations = new TreeMap<>();
        tables.forEach((table, path) -> locations.put(table.label(), List.of(path)));
        store.ifPresent(opened -> locations.put(PACKED, opened.files()));
        return locations;
    }

    /** The path of {@code table}, where it is given. */
    public Optional<String> of(InputTable table) {
        return Optional.ofNullable(tables.get(table));
    }

    private static void requireNotBlank(InputTable table, String path) {
        if (path.isBlank()) {
            throw UserException.configuration("Cannot read the " + table.label() + " table: " + table.flag()
                    + " is blank. Give a file, a directory or a glob.");
        }
    }
}
