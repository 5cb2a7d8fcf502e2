package dev.candor.sql;

import dev.candor.io.files.Places;
import dev.candor.io.run.Manifest;
import dev.candor.io.run.RunResult;
import dev.candor.io.run.RunStore;
import dev.candor.model.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** A folder of run directories. A run's name is that of its directory. */
record RunFolder(String written) {
    /** Names of the directories that may be runs, sorted. */
    List<String> names() {
        return reading(this::directories).stream()
                .filter(RunFolder::isName)
                .sorted()
                .toList();
    }

    private List<String> directories() throws IOException {
        try {
            return Stream.of(Places.fileSystem(root(), hadoop()).listStatus(root()))
                    .filter(FileStatus::isDirectory)
                    .map(status -> status.getPath().getName())
                    .toList();
        } catch (FileNotFoundException absent) {
            return List.of();
        }
    }

    /** The names of published runs. */
    List<String> published() {
        return names().stream().filter(this::isPublished).toList();
    }

    /** Whether there is a manifest, of this build or another. */
    boolean isPublished(String run) {
        return isName(run)
                && reading(() -> RunStore.at(hadoop(), new Path(directory(run))).read(Manifest.FILE))
                        .isPresent();
    }

    /** The manifest of a run; nothing where none is published. */
    Optional<Manifest> manifest(String run) {
        return isName(run) ? reading(() -> Manifest.read(hadoop(), directory(run))) : Optional.empty();
    }

    /** How the last attempt of a run ended. */
    Optional<RunResult> result(String run) {
        return reading(() -> RunResult.read(hadoop(), directory(run)));
    }

    /** The content of a published document. */
    String text(String run, String path) {
        byte[] content = reading(
                        () -> RunStore.at(hadoop(), new Path(directory(run))).read(path))
                .orElseThrow(() -> UserException.inputRejected("Cannot read " + Places.shown(directory(run)) + ": its "
                        + path + " is missing, which its " + Manifest.FILE + " names. Restore it."));
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Where a run lies, as a URI. */
    String directory(String run) {
        return root() + "/" + run;
    }

    /** A path as users write it: below this folder if it is relative. */
    String below(String path) {
        Path place = Places.path(path);
        return place.isAbsolute() || place.toUri().getScheme() != null ? path : directory(path);
    }

    /** One part of a path, neither hidden nor of the commit protocol. */
    private static boolean isName(String run) {
        return !run.isEmpty() && !run.startsWith(".") && !run.startsWith("_") && !run.contains("/");
    }

    private Path root() {
        Path root = Places.path(written);
        return Places.fileSystem(root, hadoop()).makeQualified(root);
    }

    private static Configuration hadoop() {
        return SparkSession.active().sessionState().newHadoopConf();
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T reading(Reading<T> what) {
        try {
            return what.read();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "Cannot read " + Places.shown(written) + ": " + failure.getMessage(), failure);
        }
    }
}
