package dev.candor.io.listing;

import dev.candor.io.files.Json;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Places;
import dev.candor.io.run.Manifest;
import dev.candor.io.run.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Tells the directories that Candor wrote from folders of files: the tables lie inside, and are what to name. */
final class RunFolders {
    private static final String STORE = "store.json";
    private static final long MOST_BYTES = 64L << 20;

    /** How a path begins that some run of a verb has, and no other verb's unless it stands higher here. */
    private static final List<Map.Entry<String, String>> VERBS = List.of(
            Map.entry("payments/", "settle"),
            Map.entry("errors/", "learn"),
            Map.entry("coefficients/", "learn"),
            Map.entry("rewards/", "pack"),
            Map.entry("frontier.csv", "sweep"),
            Map.entry("audit.json", "audit"),
            Map.entry("fold-1/", "calibrate"),
            Map.entry("model/", "features"),
            Map.entry("study.json", "study"));

    /** What tells our store.json from somebody else's. */
    private record Store(String hash) {}

    private RunFolders() {}

    /** What the folder of {@code file} is, by this file, and what to name instead; empty when it is no run of ours. */
    static Optional<String> told(FileSystem fileSystem, FileStatus file, String table) throws IOException {
        String name = file.getPath().getName();
        boolean known = name.equals(Manifest.FILE) || name.equals(STORE) || name.equals(RunResult.FILE);
        if (!known || file.getLen() > MOST_BYTES) {
            return Optional.empty();
        }
        byte[] json;
        try (InputStream content = fileSystem.open(file.getPath())) {
            json = content.readAllBytes();
        }
        Path folder = file.getPath().getParent();
        try {
            return Optional.of(
                    switch (name) {
                        case Manifest.FILE -> run(folder, Json.read(json, Manifest.class), table);
                        case STORE -> store(folder, Json.read(json, Store.class));
                        default -> failed(folder, Json.read(json, RunResult.class));
                    });
        } catch (IOException | RuntimeException somebodyElses) {
            return Optional.empty();
        }
    }

    private static String run(Path folder, Manifest manifest, String table) {
        List<String> tables = manifest.files().stream()
                .map(OutputFile::path)
                .filter(path -> path.contains("/") && !path.startsWith("quarantine/"))
                .map(path -> path.substring(0, path.lastIndexOf('/')))
                .distinct()
                .toList();
        String verb = VERBS.stream()
                .filter(mark ->
                        manifest.files().stream().anyMatch(file -> file.path().startsWith(mark.getKey())))
                .findFirst()
                .map(mark -> " of " + mark.getValue())
                .orElse("");
        String place = shown(folder);
        return place + " is a run directory" + verb
                + (tables.contains(table)
                        ? ": give " + place + "/" + table
                        : tables.isEmpty()
                                ? ": there is no table in it"
                                : ": its tables are " + String.join(", ", tables) + ", name one of them, e.g. " + place
                                        + "/" + tables.get(0));
    }

    private static String store(Path folder, Store store) throws IOException {
        if (store.hash() == null) {
            throw new IOException("no store.json of Candor");
        }
        return shown(folder) + " is a packed store: give it as --packed instead of --reports";
    }

    private static String failed(Path folder, RunResult result) throws IOException {
        if (result.status().equals("published")) {
            throw new IOException("its manifest says more");
        }
        return shown(folder) + " is the directory of a run that is not published (" + result.status()
                + "): run it again, or name another folder";
    }

    private static String shown(Path folder) {
        String path = folder.toString();
        return Places.shown(path.startsWith("file:/") ? folder.toUri().getPath() : path);
    }
}
