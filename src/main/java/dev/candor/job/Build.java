package dev.candor.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The code that is running.
 *
 * @param version the release, or {@code unpackaged} when run from class files
 * @param digest lower-case SHA-256 of the jar, or of the class files and their names
 */
public record Build(String version, String digest) {
    /** The build of this JVM's classes; the same jar gives the same digest wherever it lies. */
    public static Build current() {
        return Holder.CURRENT;
    }

    @Override
    public String toString() {
        return "candor " + version + " (build " + digest.substring(0, 12) + ")";
    }

    private static final class Holder {
        static final Build CURRENT = read();
    }

    private static Build read() {
        String version = Build.class.getPackage().getImplementationVersion();
        return new Build(version == null ? "unpackaged" : version, digestOf(location()));
    }

    /** The jar or the folder of class files this JVM runs. */
    static Path location() {
        CodeSource source = Build.class.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the code lies at no readable path: " + source.getLocation(), e);
        }
    }

    static String digestOf(Path jarOrFolder) {
        try (Stream<Path> walk = Files.walk(jarOrFolder)) {
            List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                if (!file.equals(jarOrFolder)) {
                    digest.update(jarOrFolder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                }
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the running code at " + jarOrFolder, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
