package dev.candor.io.files;

import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.Texts;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.VersionInfo;

/** Paths as users write them, and the file systems they lie on. */
public final class Places {
    private Places() {}

    /** The path that a user wrote. @throws UserException when it is none */
    public static Path path(String written) {
        try {
            return new Path(written);
        } catch (IllegalArgumentException noPath) {
            throw UserException.configuration("Cannot use the path " + shown(written) + ": "
                    + (written.contains(":")
                            ? "the part before its colon is read as the scheme of a URI. Write ./" + shown(written)
                                    + " for a name with a colon."
                            : ReadFailures.oneLine(noPath) + ". Name a file or a directory."));
        }
    }

    /** Where the path lies. @throws UserException when there is no connector for the path's scheme, or it cannot be reached */
    public static FileSystem fileSystem(Path path, Configuration hadoop) {
        try {
            return path.getFileSystem(hadoop);
        } catch (IOException | RuntimeException | LinkageError | ServiceConfigurationError failure) {
            String scheme = path.toUri().getScheme();
            if (scheme != null && lacksConnector(failure)) {
                throw UserException.configuration(
                        "Cannot use " + shown(path.toString()) + ": no connector for " + scheme
                                + " is on the class path (" + ReadFailures.oneLine(failure) + "). Add "
                                + (scheme.toLowerCase(Locale.ROOT).equals("s3a")
                                        ? "hadoop-aws, e.g. --master local[*] --spark-conf spark.jars.packages="
                                                + "org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion()
                                        : "its jar with --spark-conf spark.jars=JAR and --master, or write ./"
                                                + shown(path.toString()) + " for a name with a colon")
                                + ".");
            }
            throw UserException.configuration("Cannot reach " + shown(path.toString()) + ": "
                    + ReadFailures.oneLine(failure) + ". Correct the path, or the file system's settings.");
        }
    }

    private static boolean lacksConnector(Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (link instanceof UnsupportedFileSystemException
                    || link instanceof ClassNotFoundException
                    || link instanceof LinkageError) {
                return true;
            }
        }
        return false;
    }

    /** Whether the paths of {@code fileSystem} are those of this machine. */
    public static boolean isLocal(FileSystem fileSystem) {
        return "file".equals(fileSystem.getUri().getScheme());
    }

    /**
     * A qualified path of the local file system.
     *
     * @throws UserException when the locale of this process cannot write its name
     */
    public static java.nio.file.Path local(Path qualified) {
        String name = qualified.toUri().getPath();
        try {
            return java.nio.file.Path.of(name);
        } catch (InvalidPathException unwritable) {
            throw UserException.configuration("Cannot use " + shown(name) + ": the locale of this process ("
                    + System.getProperty("sun.jnu.encoding") + ") cannot write this name. Set LC_ALL=C.UTF-8.");
        }
    }

    /** Fit for a message: without passwords, on one line. */
    public static String shown(String path) {
        return Texts.printable(InputFile.redacted(path));
    }
}
