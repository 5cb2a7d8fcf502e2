package dev.candor.job.run;

import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.InputTable;
import dev.candor.io.store.PackedStore;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the tables lie in files, and what is tolerated in them. */
public class LogOptions {
    /** What the files of a packed store are called among the inputs. */
    public static final String PACKED = InputPaths.PACKED;

    @Option(
            names = "--reports",
            paramLabel = "PATH",
            description = "Reports: agent_id, prompt_id, candidate_id, reward. A file, directory or glob; Parquet, JSON"
                    + " Lines or CSV with a header, .gz too.")
    @DoesNotAffectResult
    private String reports;

    @Option(
            names = "--candidates",
            paramLabel = "PATH",
            description = "Candidates: prompt_id, candidate_id[, ref_logprob][, gen_logprob].")
    @DoesNotAffectResult
    private String candidates;

    @Option(
            names = "--candidates-from-reports",
            description = "Take as candidates whatever the reports name. An agent then chooses candidates by reporting"
                    + " them, which breaks truthfulness; the output says so.")
    private boolean candidatesFromReports;

    @Option(names = "--agents", paramLabel = "PATH", description = "Agents: agent_id[, weight][, boost][, payer_id].")
    @DoesNotAffectResult
    private String agents;

    @Option(names = "--prompts", paramLabel = "PATH", description = "Prompts: prompt_id[, prompt_weight].")
    @DoesNotAffectResult
    private String prompts;

    @Mixin
    private final TableOptions reading = new TableOptions();

    /** Where the tables lie. */
    public InputPaths paths() {
        return paths(Optional.empty());
    }

    /** The same with reports from a packed store, where one is given. */
    public final InputPaths paths(Optional<String> packed) {
        requireTolerance();
        if (reports == null && packed.isEmpty()) {
            throw UserException.configuration("Cannot go on without reports: set --reports PATH.");
        }
        if (reports != null && packed.isPresent()) {
            throw UserException.configuration(
                    "Cannot take the reports from both --reports and --packed: drop one of them.");
        }
        if (candidates == null && !candidatesFromReports) {
            throw UserException.configuration("Cannot settle without candidates: set --candidates PATH. To take the"
                    + " candidates from the reports, which breaks truthfulness, say --candidates-from-reports.");
        }
        if (candidates != null && candidatesFromReports) {
            throw UserException.configuration(
                    "Cannot take the candidates from both --candidates and the reports: drop one of --candidates and"
                            + " --candidates-from-reports.");
        }
        Map<InputTable, String> tables = new EnumMap<>(InputTable.class);
        put(tables, InputTable.REPORTS, reports);
        put(tables, InputTable.CANDIDATES, candidates);
        put(tables, InputTable.PROMPTS, prompts);
        return withAgents(tables, packed);
    }

    /** These tables and the agents, in the format that all of them have. */
    final InputPaths withAgents(Map<InputTable, String> tables, Optional<String> packed) {
        put(tables, InputTable.AGENTS, agents);
        return new InputPaths(tables, packed, reading.format());
    }

    /** Candidates, prompts and agents, with coefficients in the place of reports. */
    final InputPaths linear(boolean packed, String coefficients) {
        requireTolerance();
        if (reports != null || packed || candidatesFromReports) {
            throw UserException.configuration(
                    "Cannot take rewards from coefficients and from reports: drop --coefficients,"
                            + " or --reports, --packed and --candidates-from-reports.");
        }
        if (candidates == null) {
            throw UserException.configuration(
                    "Cannot settle coefficients without candidates and their features: set" + " --candidates PATH.");
        }
        Map<InputTable, String> tables = new EnumMap<>(InputTable.class);
        put(tables, InputTable.COEFFICIENTS, coefficients);
        put(tables, InputTable.CANDIDATES, candidates);
        put(tables, InputTable.PROMPTS, prompts);
        return withAgents(tables, Optional.empty());
    }

    /** A log of preferences with candidates and agents beside it. */
    final InputPaths preferences(Map<InputTable, String> log) {
        requireTolerance();
        if (reports != null || candidatesFromReports || prompts != null) {
            throw UserException.configuration(
                    "Cannot take a log of preferences and reports at once: drop --comparisons,"
                            + " --rankings or --ratings, or --reports, --candidates-from-reports and --prompts.");
        }
        Map<InputTable, String> tables = new EnumMap<>(log);
        put(tables, InputTable.CANDIDATES, candidates);
        return withAgents(tables, Optional.empty());
    }

    /** Whether any table is named that belongs to reports. */
    public final boolean namesReports() {
        return reports != null || candidates != null || candidatesFromReports || prompts != null;
    }

    final void requireTolerance() {
        reading.requireTolerance();
    }

    private static void put(Map<InputTable, String> tables, InputTable table, String path) {
        if (path != null) {
            tables.put(table, path);
        }
    }

    public boolean candidatesFromReports() {
        return candidatesFromReports;
    }

    public long maxRejectedRows() {
        return reading.maxRejectedRows();
    }

    /** Table → where its files lie, of the tables that are given; {@code packed}: the files of a store. */
    public static Map<String, List<String>> locations(InputPaths paths, Optional<PackedStore> packed) {
        return paths.locations(packed);
    }

    /** A line a table for {@code --plan}. */
    public static List<String> plan(InputPaths paths) {
        List<String> lines = new ArrayList<>();
        locations(paths, Optional.empty())
                .forEach((table, places) -> lines.add("read: " + table + " at " + places.get(0)));
        paths.packed().ifPresent(store -> lines.add("read: packed reports at " + store));
        return lines;
    }
}
