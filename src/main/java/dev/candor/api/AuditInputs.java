package dev.candor.api;

import dev.candor.api.settings.AuditSettings;
import dev.candor.io.files.InputFile;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Manifest;
import dev.candor.io.schema.InputTable;
import dev.candor.io.store.PackedStore;
import dev.candor.io.table.FrameHash;
import dev.candor.model.UserException;
import dev.candor.report.text.Numbers;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Where the inputs of a settlement lie: as its manifest says, or where they are said to have moved to. */
public final class AuditInputs {
    private static final String SETTLEMENT = "settlement";
    private static final String BILL = "settlement-payments";

    private AuditInputs() {}

    /** The tables that the settlement read, and no others. */
    public static InputPaths paths(Manifest manifest, Values values) {
        Map<InputTable, String> tables = new EnumMap<>(InputTable.class);
        AuditSettings.MOVED.forEach((table, moved) ->
                place(manifest, table.label(), values.find(moved)).ifPresent(place -> tables.put(table, place)));
        return new InputPaths(
                tables,
                place(manifest, InputPaths.PACKED, values.find(AuditSettings.PACKED)),
                values.find(AuditSettings.FORMAT));
    }

    private static Optional<String> place(Manifest manifest, String table, Optional<String> moved) {
        List<InputFile> read = manifest.inputs().getOrDefault(table, List.of());
        if (read.isEmpty() && moved.isPresent()) {
            throw UserException.configuration("Cannot audit with --" + table + " " + moved.get()
                    + ": the settlement did not read such a table. Drop --" + table + ".");
        }
        if (read.stream().anyMatch(FrameHash::isOf)) {
            throw UserException.configuration("Cannot audit the settlement: its " + table + " were a DataFrame, which"
                    + " cannot be read again. Write the table to files, settle from them, and audit that settlement.");
        }
        return read.isEmpty() ? Optional.empty() : moved.or(() -> Optional.of(place(table, read)));
    }

    /** The one file, or the folder that several files share; a store is a folder. */
    private static String place(String table, List<InputFile> files) {
        if (files.size() == 1 && !table.equals(InputPaths.PACKED)) {
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
     * Hashes what the audit reads.
     *
     * @param output where the run is written, which must not lie in what it reads
     * @throws UserException when the settlement is not as it was published, or its inputs are not as it read them
     */
    public static InputSnapshot snapshot(
            SparkSession spark, PublishedSettlement found, InputPaths paths, Optional<String> output) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        Optional<PackedStore> packed = paths.packed().map(place -> PackedStore.open(hadoop, place));
        Map<String, List<String>> locations = new TreeMap<>(paths.locations(packed));
        locations.put(SETTLEMENT, found.files());
        locations.put(BILL, found.billFiles());
        InputSnapshot snapshot = output.map(place -> InputSnapshot.read(spark, locations, place))
                .orElseGet(() -> InputSnapshot.read(spark, locations))
                .saying(AuditInputs::changed);
        found.requireAsPublished(snapshot.tables().get(SETTLEMENT));
        found.requireBillAsPublished(snapshot.tables().get(BILL));
        requireAsRead(found.manifest(), snapshot.tables());
        return snapshot;
    }

    /** What is said of files that the audit had read, and that are others now. */
    private static String changed(String table, String path) {
        String difference = " changed since the audit began (first difference at " + path + "). ";
        if (table.equals(SETTLEMENT) || table.equals(BILL)) {
            return "Cannot audit: a table of the settlement" + difference
                    + "The audit needs it as it was published: put"
                    + " it back and audit again, or settle again and audit that settlement.";
        }
        return "Cannot audit: the " + table + difference
                + "The audit needs the files that the settlement read: put them" + " back, or set --" + table
                + " to a copy of them, and audit again.";
    }

    /**
     * Refuses files that are not the ones that the settlement read.
     *
     * @param found table name → files as they are
     */
    private static void requireAsRead(Manifest manifest, Map<String, List<InputFile>> found) {
        new TreeMap<>(manifest.inputs()).forEach((table, read) -> {
            if (!hashes(read).equals(hashes(found.getOrDefault(table, List.of())))) {
                throw UserException.inputRejected("Cannot audit the settlement: the " + table + " found, "
                        + found.getOrDefault(table, List.of()).stream()
                                .map(InputFile::path)
                                .findFirst()
                                .orElse("none")
                        + (found.getOrDefault(table, List.of()).size() > 1 ? " and others" : "")
                        + ", are not the files that it read (" + Numbers.count(read.size(), "file")
                        + " by SHA-256, in its manifest.json). Set --" + table + " to where those lie now.");
            }
        });
    }

    private static List<String> hashes(List<InputFile> files) {
        return files.stream().map(InputFile::sha256).sorted().toList();
    }
}
