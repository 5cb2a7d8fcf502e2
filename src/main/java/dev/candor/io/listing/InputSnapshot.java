package dev.candor.io.listing;

import dev.candor.io.files.ContentHashes;
import dev.candor.io.files.InputFile;
import dev.candor.model.UserException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;

/**
 * The files behind the input tables, with their content hashes, as they were before the run read them.
 * Which files a location has, {@link InputListing} says.
 */
public final class InputSnapshot {
    private final SortedMap<String, List<String>> locations;
    private final SortedMap<String, List<InputFile>> tables;
    private final BinaryOperator<String> changed;

    private InputSnapshot(
            SortedMap<String, List<String>> locations,
            SortedMap<String, List<InputFile>> tables,
            BinaryOperator<String> changed) {
        this.locations = Collections.unmodifiableSortedMap(locations);
        this.tables = Collections.unmodifiableSortedMap(tables);
        this.changed = changed;
    }

    /** The same, with other words for a change: of the table and the first file that differs. */
    public InputSnapshot saying(BinaryOperator<String> ofChange) {
        return new InputSnapshot(locations, tables, ofChange);
    }

    /**
     * Lists and hashes (one Spark job) the files of every table.
     *
     * @param locations table name → where it lies
     * @throws UserException when a location holds no file, or a file cannot be read
     */
    public static InputSnapshot read(SparkSession spark, Map<String, List<String>> locations) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        SortedMap<String, List<FileStatus>> listed = new TreeMap<>();
        locations.forEach((table, places) -> listed.put(table, InputListing.filesToRead(places, table, hadoop)));
        Map<Path, FileStatus> distinct = new TreeMap<>();
        listed.values().forEach(files -> files.forEach(file -> distinct.putIfAbsent(file.getPath(), file)));
        Map<Path, String> hashes = hashes(spark, List.copyOf(distinct.values()));
        SortedMap<String, List<InputFile>> tables = new TreeMap<>();
        listed.forEach((table, statuses) -> tables.put(
                table,
                statuses.stream()
                        .map(file -> describe(file, hashes.get(file.getPath())))
                        .toList()));
        return new InputSnapshot(new TreeMap<>(locations), tables, InputSnapshot::changedInRun);
    }

    /**
     * The same for a run that writes to {@code output}, which must not lie in what it reads.
     *
     * @throws UserException also when it does
     */
    public static InputSnapshot read(SparkSession spark, Map<String, List<String>> locations, String output) {
        requireOutside(spark.sessionState().newHadoopConf(), output, locations);
        return read(spark, locations);
    }

    private static void requireOutside(Configuration hadoop, String output, Map<String, List<String>> locations) {
        locations.forEach(
                (table, places) -> places.forEach(place -> OutputPlace.requireOutside(hadoop, output, table, place)));
    }

    /**
     * Refuses an output that lies in what was read.
     *
     * @throws UserException {@link UserException#isOutputMisplaced}
     */
    public void requireOutside(Configuration hadoop, String output) {
        requireOutside(hadoop, output, locations);
    }

    /** Files as they lie there, not read yet: what {@link #read} is held against after they were read. */
    public static final class Listing {
        private final SortedMap<String, List<String>> locations;
        private final SortedMap<String, List<FileStatus>> tables = new TreeMap<>();

        private Listing(Configuration hadoop, Map<String, List<String>> locations) {
            this.locations = new TreeMap<>(locations);
            locations.forEach((table, places) -> tables.put(table, InputListing.filesToRead(places, table, hadoop)));
        }

        /**
         * The same files with their hashes, for a run that writes to {@code output}.
         *
         * @throws UserException when a file was changed, added or removed since the listing
         */
        public InputSnapshot hashed(SparkSession spark, String output) {
            InputSnapshot now = read(spark, locations, output);
            tables.forEach((table, before) ->
                    requireSame(table, now.tables.get(table), before, InputSnapshot::changedSinceRead));
            return now;
        }
    }

    /** Lists the files of every table; reads none. */
    public static Listing list(Configuration hadoop, Map<String, List<String>> locations) {
        return new Listing(hadoop, locations);
    }

    /** Files that are in a table twice, under different names. */
    public List<Copies> copies(Configuration hadoop) {
        return Copies.among(tables, hadoop);
    }

    /** Table name → its files, in the order of their paths within each location. */
    public SortedMap<String, List<InputFile>> tables() {
        return tables;
    }

    /**
     * Lists everything again and compares paths, lengths and modification times: what was hashed is what was read.
     * To be called right before publication.
     *
     * @throws UserException when a file was changed, added or removed since
     */
    public void assertUnchanged(Configuration hadoop) {
        locations.forEach(
                (table, places) -> requireSame(table, tables.get(table), list(hadoop, table, places), changed));
    }

    private static void requireSame(
            String table, List<InputFile> hashed, List<FileStatus> listed, BinaryOperator<String> changed) {
        for (int i = 0; i < Math.max(hashed.size(), listed.size()); i++) {
            if (i >= hashed.size() || i >= listed.size() || !same(hashed.get(i), listed.get(i))) {
                String first = i < hashed.size() ? hashed.get(i).path() : path(listed.get(i));
                throw UserException.inputRejected(changed.apply(table, first));
            }
        }
    }

    private static String changedInRun(String table, String path) {
        return "Cannot publish: input " + table + " changed while it was being read (first difference at " + path
                + "). Run again once nothing writes to it.";
    }

    private static String changedSinceRead(String table, String path) {
        return "Cannot publish: input " + table + " changed since it was read (first difference at " + path
                + "), so the result is not that of the files. Run the action again and publish that.";
    }

    private static boolean same(InputFile before, FileStatus now) {
        return before.path().equals(path(now))
                && before.bytes() == now.getLen()
                && before.modifiedMillis() == now.getModificationTime();
    }

    private static InputFile describe(FileStatus file, String sha256) {
        return new InputFile(path(file), file.getLen(), file.getModificationTime(), sha256);
    }

    private static String path(FileStatus file) {
        return InputFile.redacted(file.getPath().toString());
    }

    private static Map<Path, String> hashes(SparkSession spark, List<FileStatus> files) {
        List<String> hashes;
        try {
            hashes = ContentHashes.ofInputs(spark, files, ContentHashes.PIECE_BYTES);
        } catch (Exception error) {
            // A failed job is a SparkException, which is checked and thrown undeclared.
            if (error instanceof SparkException
                    || error.getCause() instanceof IOException
                    || error.getCause() instanceof SparkException) {
                throw UserException.inputRejected("Cannot read the input: " + error.getMessage(), error);
            }
            throw error;
        }
        Map<Path, String> byPath = new TreeMap<>();
        for (int i = 0; i < hashes.size(); i++) {
            byPath.put(files.get(i).getPath(), hashes.get(i));
        }
        return byPath;
    }

    private static List<FileStatus> list(Configuration hadoop, String table, List<String> places) {
        return places.stream()
                .flatMap(place -> InputListing.files(place, table, hadoop).stream())
                .toList();
    }
}
