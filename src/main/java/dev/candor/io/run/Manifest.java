package dev.candor.io.run;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.Json;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Places;
import dev.candor.model.UserException;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code manifest.json}: a directory that has one holds a whole run, exactly the {@code files} listed.
 *
 * @param fingerprint {@link Fingerprint#value()}; the parts it is made of follow it
 * @param inputs table name → its files as they were read
 * @param createdUtc ISO-8601 instant
 * @param counts figure → number of rows or things
 * @param sums figure → decimal text
 * @param files every published file but this one, sorted by path
 */
public record Manifest(
        int schemaVersion,
        String runId,
        String fingerprint,
        String buildId,
        SortedMap<String, String> config,
        SortedMap<String, List<InputFile>> inputs,
        String createdUtc,
        SortedMap<String, Long> counts,
        SortedMap<String, String> sums,
        List<OutputFile> files) {

    /** Of this file and of the published tables; part of every fingerprint. */
    public static final int SCHEMA_VERSION = 1;

    public static final String FILE = "manifest.json";

    public Manifest {
        Objects.requireNonNull(runId, "runId");
        OutputFile.requireSha256(fingerprint);
        Objects.requireNonNull(buildId, "buildId");
        Objects.requireNonNull(createdUtc, "createdUtc");
        config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
        files = files.stream().sorted(Comparator.comparing(OutputFile::path)).toList();
    }

    /**
     * The manifest of a published run; empty when there is none.
     *
     * @throws UserException when the file is there and is no manifest of a version this build reads
     */
    public static Optional<Manifest> read(Configuration hadoop, String directory) throws IOException {
        return read(RunStore.at(hadoop, Places.path(directory)));
    }

    static Optional<Manifest> read(RunStore store) throws IOException {
        Optional<byte[]> json = store.read(FILE);
        return json.isEmpty() ? Optional.empty() : Optional.of(parse(json.get(), store.location()));
    }

    private static Manifest parse(byte[] json, String location) {
        Manifest manifest;
        try {
            manifest = Json.read(json, Manifest.class);
        } catch (IOException error) {
            throw notOurs(location, "it is not a Candor manifest: " + error.getMessage());
        }
        if (manifest.schemaVersion() != SCHEMA_VERSION) {
            throw notOurs(location, "its schema version is " + manifest.schemaVersion() + ", not " + SCHEMA_VERSION);
        }
        return manifest;
    }

    private static UserException notOurs(String location, String reason) {
        return UserException.outputConflict(
                "Cannot use " + location + ": cannot read its " + FILE + ", " + reason + ". Choose another --output.");
    }
}
