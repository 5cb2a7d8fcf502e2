package dev.candor.job.audit;

import dev.candor.io.files.InputFile;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.run.Manifest;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.LogOptions;
import dev.candor.model.UserException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Where the inputs of a settlement lie: as its manifest says, or where they are said to have moved to. */
final class AuditInputs {
    private static final List<InputTable> TABLES = List.of(
            InputTable.REPORTS,
            InputTable.CANDIDATES,
            InputTable.AGENTS,
            InputTable.PROMPTS,
            InputTable.VALUATIONS,
            InputTable.CHECKPOINTS,
            InputTable.EXPERTS,
            InputTable.COEFFICIENTS,
            InputTable.ERRORS);

    @Option(
            names = "--reports",
            paramLabel = "PATH",
            description = "New path of the settlement's reports. Without: the path in its manifest.")
    @DoesNotAffectResult
    private String reports;

    @Option(names = "--packed", paramLabel = "STORE", description = "New path of its packed store.")
    @DoesNotAffectResult
    private String packed;

    @Option(names = "--candidates", paramLabel = "PATH", description = "New path of its candidates.")
    @DoesNotAffectResult
    private String candidates;

    @Option(names = "--agents", paramLabel = "PATH", description = "New path of its agents.")
    @DoesNotAffectResult
    private String agents;

    @Option(names = "--prompts", paramLabel = "PATH", description = "New path of its prompts.")
    @DoesNotAffectResult
    private String prompts;

    @Option(names = "--valuations", paramLabel = "PATH", description = "New path of its valuations.")
    @DoesNotAffectResult
    private String valuations;

    @Option(names = "--checkpoints", paramLabel = "PATH", description = "New path of its checkpoints.")
    @DoesNotAffectResult
    private String checkpoints;

    @Option(names = "--experts", paramLabel = "PATH", description = "New path of its experts.")
    @DoesNotAffectResult
    private String experts;

    @Option(names = "--coefficients", paramLabel = "PATH", description = "New path of its coefficients.")
    @DoesNotAffectResult
    private String coefficients;

    @Option(names = "--errors", paramLabel = "PATH", description = "New path of its errors of learned rewards.")
    @DoesNotAffectResult
    private String errors;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of all input tables. Without: by the files' extensions.")
    @DoesNotAffectResult
    private TableFormat format;

    /** The tables that the settlement read, and no others. */
    InputPaths paths(Manifest manifest) {
        Map<InputTable, String> tables = new EnumMap<>(InputTable.class);
        for (InputTable table : TABLES) {
            place(manifest, table.label(), moved(table)).ifPresent(place -> tables.put(table, place));
        }
        return new InputPaths(tables, place(manifest, LogOptions.PACKED, packed), Optional.ofNullable(format));
    }

    private String moved(InputTable table) {
        return switch (table) {
            case REPORTS -> reports;
            case CANDIDATES -> candidates;
            case AGENTS -> agents;
            case PROMPTS -> prompts;
            case VALUATIONS -> valuations;
            case CHECKPOINTS -> checkpoints;
            case EXPERTS -> experts;
            case COEFFICIENTS -> coefficients;
            default -> errors;
        };
    }

    private static Optional<String> place(Manifest manifest, String table, String moved) {
        List<InputFile> read = manifest.inputs().getOrDefault(table, List.of());
        if (read.isEmpty() && moved != null) {
            throw UserException.configuration("Cannot audit with --" + table + " " + moved
                    + ": the settlement did not read such a table. Drop --" + table + ".");
        }
        return read.isEmpty() ? Optional.empty() : Optional.of(moved == null ? place(table, read) : moved);
    }

    /** The one file, or the folder that several files share; a store is a folder. */
    private static String place(String table, List<InputFile> files) {
        if (files.size() == 1 && !table.equals(LogOptions.PACKED)) {
            return files.get(0).path();
        }
        String shared = files.stream()
                .map(file -> file.path().substring(0, file.path().lastIndexOf('/') + 1))
                .reduce(AuditInputs::common)
                .orElseThrow();
        return shared.substring(0, Math.max(1, shared.lastIndexOf('/')));
    }

    private static String common(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return a.substring(0, a.lastIndexOf('/', at - 1) + 1);
    }

    /**
     * Refuses files that are not the ones that the settlement read.
     *
     * @param found table name → files as they are
     */
    static void requireAsRead(Manifest manifest, Map<String, List<InputFile>> found) {
        new TreeMap<>(manifest.inputs()).forEach((table, read) -> {
            if (!hashes(read).equals(hashes(found.getOrDefault(table, List.of())))) {
                throw UserException.inputRejected("Cannot audit the settlement: the " + table + " found, "
                        + found.getOrDefault(table, List.of()).stream()
                                .map(InputFile::path)
                                .findFirst()
                                .orElse("none")
                        + (found.getOrDefault(table, List.of()).size() > 1 ? " and others" : "")
                        + ", are not the files that it read (" + Figures.count(read.size(), "file")
                        + " by SHA-256, in its manifest.json). Set --" + table + " to their new path.");
            }
        });
    }

    private static List<String> hashes(List<InputFile> files) {
        return files.stream().map(InputFile::sha256).sorted().toList();
    }

    /** For {@code --plan}. */
    List<String> plan() {
        return List.of("read: the tables that its manifest names, checked by their SHA-256");
    }
}
