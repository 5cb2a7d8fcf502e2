package dev.candor.sql;

import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Manifest;
import dev.candor.io.schema.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of one table of a run, as its manifest names them; nothing is listed.
 *
 * @param paths relative to the run directory, in order
 * @param isDocument whether the file is one JSON object, which is one row
 */
record PublishedFiles(TableFormat format, List<String> paths, boolean isDocument) {
    private static final Map<String, String> DOCUMENTS =
            Map.of("summary.json", "summary", "frontier.json", "summary", "audit.json", "summary");
    private static final String FRONTIER = "frontier.csv";

    /** Name of a table → its files. */
    static SortedMap<String, PublishedFiles> of(Manifest manifest) {
        SortedMap<String, PublishedFiles> tables = new TreeMap<>();
        for (OutputFile file : manifest.files()) {
            String path = file.path();
            int folder = path.indexOf('/');
            if (DOCUMENTS.containsKey(path)) {
                tables.put(DOCUMENTS.get(path), new PublishedFiles(TableFormat.JSON, List.of(path), true));
            } else if (path.equals(FRONTIER)) {
                tables.put("frontier", new PublishedFiles(TableFormat.CSV, List.of(path), false));
            } else if (folder > 0 && file.rows() != null) {
                TableFormat.ofFileName(path)
                        .ifPresent(format -> tables.merge(
                                path.substring(0, folder),
                                new PublishedFiles(format, List.of(path), false),
                                PublishedFiles::and));
            }
        }
        return tables;
    }

    private PublishedFiles and(PublishedFiles more) {
        List<String> all = new ArrayList<>(paths);
        all.addAll(more.paths);
        return new PublishedFiles(format, List.copyOf(all), false);
    }
}
