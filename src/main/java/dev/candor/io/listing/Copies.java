package dev.candor.io.listing;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.Places;
import dev.candor.io.files.Sha256;
import dev.candor.io.schema.FileHeads;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Files of one table that hold the same bytes, by SHA-256, or would if one were not compressed ({@code x.csv} beside {@code
 * x.csv.gz}): most likely one delivery that came twice.
 *
 * @param files their paths, two or more
 */
public record Copies(String table, List<String> files) {
    public Copies {
        files = List.copyOf(files);
    }

    /** Those of every table; files without a byte are no copies. */
    static List<Copies> among(Map<String, List<InputFile>> tables, Configuration hadoop) {
        List<Copies> copies = new ArrayList<>();
        tables.forEach((table, files) -> {
            Map<String, List<String>> same = new TreeMap<>();
            Map<String, InputFile> byPath = new TreeMap<>();
            files.stream().filter(file -> file.bytes() > 0).forEach(file -> {
                same.computeIfAbsent(file.sha256(), hash -> new ArrayList<>()).add(file.path());
                byPath.put(file.path(), file);
            });
            same.values().stream()
                    .filter(paths -> paths.size() > 1)
                    .forEach(paths -> copies.add(new Copies(table, paths)));
            byPath.keySet().stream()
                    .filter(path -> byPath.containsKey(path + ".gz") && sameContent(path, path + ".gz", hadoop))
                    .forEach(path -> copies.add(new Copies(table, List.of(path, path + ".gz"))));
        });
        return copies;
    }

    private static boolean sameContent(String plain, String compressed, Configuration hadoop) {
        return content(plain, hadoop).equals(content(compressed, hadoop));
    }

    private static String content(String path, Configuration hadoop) {
        try (InputStream content = FileHeads.open(new Path(path), hadoop)) {
            return Sha256.of(content);
        } catch (IOException damaged) {
            // The reader says so, with what is wrong.
            return path;
        }
    }

    /** "a.csv and b.csv". */
    @Override
    public String toString() {
        List<String> shown = files.stream().map(Places::shown).toList();
        return String.join(", ", shown.subList(0, shown.size() - 1)) + " and " + shown.get(shown.size() - 1);
    }
}
