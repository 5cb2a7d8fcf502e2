package dev.candor.failure;

import dev.candor.model.UserException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/** Paths that are none, and places that do not let one in: settings to be changed, no bugs. */
final class PlaceFailures {
    private PlaceFailures() {}

    /** About one throwable of a chain. */
    static Optional<UserException> explain(Throwable failure) {
        String message = String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replace('\0', '\uFFFD');
        if (failure instanceof InvalidPathException || failure instanceof URISyntaxException) {
            return Optional.of(UserException.configuration("Cannot use a path: " + message
                    + ". Change the flag that has it; a colon in a file's name needs file:/// before the whole path."));
        }
        if (failure instanceof UnsupportedFileSystemException) {
            return Optional.of(UserException.configuration("Cannot use a path: " + message
                    + ". Change the flag that has it, or add the file system's library with --spark-conf spark.jars."));
        }
        boolean denied = failure instanceof AccessControlException
                || failure instanceof AccessDeniedException
                || (failure instanceof IOException
                        && (message.contains("Permission denied") || message.contains("Read-only file system")));
        return denied
                ? Optional.of(UserException.configuration("Cannot access a file or folder: " + message
                        + " (" + failure.getClass().getSimpleName()
                        + "). Change its permissions, or the flag that names it."))
                : Optional.empty();
    }
}
