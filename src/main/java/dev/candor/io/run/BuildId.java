package dev.candor.io.run;

import dev.candor.io.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.package$;

/**
 * Which code computes: {@code <version>+<hash>.spark-<version>}. The hash is the first 32 hexadecimal digits of the
 * SHA-256 over the sorted names and bytes of all files of {@code dev/candor}, classes and pages, so a jar built again
 * from the same sources has the same id, whatever its time stamps and compression. Spark's version belongs to it: Parquet
 * footers carry it. A class directory and the shaded jar of one build differ (relocated names are in the bytes).
 */
public final class BuildId {
    private static final String ROOM = "dev/candor";
    private static final int HASH_DIGITS = 32;

    private BuildId() {}

    /** The id of the running code; computed once. */
    public static String current() {
        return Holder.CURRENT;
    }

    /** The jar or the folder of class files this JVM runs. */
    public static Path location() {
        CodeSource source = BuildId.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("Cannot tell which build is running: its classes have no code source");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException bug) {
            throw new IllegalStateException("Cannot read the running build at " + source.getLocation(), bug);
        }
    }

    /** The hash of the files below {@code dev/candor} in a jar or a directory of classes. */
    static String codeHash(Path jarOrClasses) throws IOException {
        if (Files.isDirectory(jarOrClasses)) {
            return hashBelow(jarOrClasses);
        }
        try (FileSystem jar = FileSystems.newFileSystem(jarOrClasses, Map.of())) {
            return hashBelow(jar.getPath("/"));
        }
    }

    private static String hashBelow(Path root) throws IOException {
        SortedMap<String, Path> ours = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve(ROOM))) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> ours.put(root.relativize(file).toString().replace('\\', '/'), file));
        }
        Sha256 hash = new Sha256().number(ours.size());
        for (Map.Entry<String, Path> entry : ours.entrySet()) {
            try (InputStream content = Files.newInputStream(entry.getValue())) {
                hash.text(entry.getKey()).bytes(content.readAllBytes());
            }
        }
        return hash.hex().substring(0, HASH_DIGITS);
    }

    private static String compute() {
        try {
            return version() + "+" + codeHash(location()) + ".spark-" + package$.MODULE$.SPARK_VERSION();
        } catch (IOException error) {
            throw new UncheckedIOException("Cannot read the running build at " + location(), error);
        }
    }

    private static String version() {
        return Optional.ofNullable(BuildId.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    private static final class Holder {
        static final String CURRENT = compute();
    }
}
