package dev.candor.io.listing;

import dev.candor.io.files.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;

/** Which paths a glob matches, of such as cannot be listed. Hadoop's rules: a name at a time, braces across names. */
final class Globs {
    private final List<List<GlobFilter>> alternatives = new ArrayList<>();
    private Path fixed;

    /**
     * @param pattern qualified
     * @throws IOException when it is no glob
     */
    Globs(Path pattern) throws IOException {
        for (String plain : GlobExpander.expand(pattern.toUri().getPath())) {
            List<GlobFilter> names = new ArrayList<>();
            for (String name : names(plain)) {
                names.add(new GlobFilter(name));
            }
            alternatives.add(names);
        }
        fixed = pattern;
        while (fixed.getParent() != null && fixed.toUri().getPath().matches("(?s).*[*?\\[\\]{}\\\\].*")) {
            fixed = fixed.getParent();
        }
    }

    private static List<String> names(String path) {
        return List.of(path.replaceAll("^/+", "").split("/+"));
    }

    /** Why some local match cannot be read, where Hadoop would pass over it without a word; empty when none is like that. */
    Optional<String> trouble() throws IOException {
        java.nio.file.Path folder = Places.local(fixed);
        int depth = alternatives.stream().mapToInt(List::size).max().orElse(0) - folder.getNameCount();
        return depth > 0 && Files.isDirectory(folder)
                ? LocalTree.trouble(folder, depth, broken -> matches(broken.toString()))
                : Optional.empty();
    }

    /** Whether {@code path}, absolute and without a scheme, matches in full. */
    boolean matches(String path) {
        List<String> names = names(path);
        return alternatives.stream().anyMatch(filters -> filters.size() == names.size() && matches(filters, names));
    }

    private static boolean matches(List<GlobFilter> filters, List<String> names) {
        for (int k = 0; k < names.size(); k++) {
            if (!filters.get(k).accept(new Path("/" + names.get(k)))) {
                return false;
            }
        }
        return true;
    }
}
