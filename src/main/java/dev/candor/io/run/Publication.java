package dev.candor.io.run;

import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import dev.candor.io.write.StableFiles;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run publishes.
 *
 * @param tables staged files whose bytes are a function of the fingerprint ({@link StableFiles})
 * @param documents path → text of files that differ between attempts (timings): summary.json, report.html. Of two
 *     drivers that publish the same run, each document comes from the one that placed it first
 * @param counts for the manifest
 * @param sums for the manifest: figure → decimal text
 */
public record Publication(
        List<OutputFile> tables,
        SortedMap<String, String> documents,
        SortedMap<String, Long> counts,
        SortedMap<String, String> sums) {
    private static final Set<String> RESERVED = Set.of(Manifest.FILE, RunResult.FILE);

    public Publication {
        tables = List.copyOf(tables);
        documents = Collections.unmodifiableSortedMap(new TreeMap<>(documents));
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
        Set<String> seen = new HashSet<>(RESERVED);
        Stream.concat(tables.stream().map(OutputFile::path), documents.keySet().stream())
                .map(OutputFile::requirePath)
                .forEach(path -> {
                    if (!seen.add(path)) {
                        throw new IllegalArgumentException("Published twice, or reserved: " + path);
                    }
                });
    }

    /** A publication from unsorted maps. */
    public static Publication of(
            List<OutputFile> tables,
            Map<String, String> documents,
            Map<String, Long> counts,
            Map<String, String> sums) {
        return new Publication(tables, new TreeMap<>(documents), new TreeMap<>(counts), new TreeMap<>(sums));
    }

    /** One hash over the paths, sizes and contents of all tables. */
    String tablesSha256() {
        Sha256 hash = new Sha256().number(tables.size());
        tables.stream()
                .sorted(java.util.Comparator.comparing(OutputFile::path))
                .forEach(file -> hash.text(file.path()).number(file.bytes()).text(file.sha256()));
        return hash.hex();
    }
}
