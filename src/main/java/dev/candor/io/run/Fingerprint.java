package dev.candor.io.run;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.Sha256;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run's result is a function of. Two runs with the same {@link #value()} publish the same bytes of every
 * table; that is what lets one driver finish the commit another began ({@link RunDirectory}).
 *
 * @param schemaVersion of the output tables
 * @param buildId {@link BuildId#current()}
 * @param config the effective configuration: everything that can change a published byte (mechanism, tolerances,
 *     money, <em>output format</em>) and nothing that cannot (paths, master, partitions, memory)
 * @param inputs table name → its files. Only the contents count: names, places, times and the split of the bytes
 *     over directories do not
 */
public record Fingerprint(
        int schemaVersion,
        String buildId,
        SortedMap<String, String> config,
        SortedMap<String, List<InputFile>> inputs) {

    public Fingerprint {
        Objects.requireNonNull(buildId, "buildId");
        config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
        SortedMap<String, List<InputFile>> copy = new TreeMap<>();
        inputs.forEach((table, files) -> copy.put(table, List.copyOf(files)));
        inputs = Collections.unmodifiableSortedMap(copy);
    }

    /** The fingerprint of this build ({@link BuildId#current()}) and the current manifest schema over these parts. */
    public static Fingerprint of(Map<String, String> config, SortedMap<String, List<InputFile>> inputs) {
        return new Fingerprint(Manifest.SCHEMA_VERSION, BuildId.current(), new TreeMap<>(config), inputs);
    }

    /** 64 lower-case hexadecimal digits: SHA-256 over the parts, each preceded by its length. */
    public String value() {
        Sha256 hash =
                new Sha256().text("candor-fingerprint").number(schemaVersion).text(buildId);
        hash.number(config.size());
        config.forEach((key, setting) -> hash.text(key).text(setting));
        hash.number(inputs.size());
        inputs.forEach((table, files) -> hash.text(table)
                .texts(files.stream().map(InputFile::sha256).sorted().toList()));
        return hash.hex();
    }
}
