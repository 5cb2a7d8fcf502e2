package dev.candor.io.listing;

import dev.candor.io.files.Places;
import dev.candor.io.schema.ReadFailures;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What lies in a local folder and Hadoop's file system would pass over without a word, or not come back from: links to
 * nothing and links in a circle, pipes, files that must not be read, names that the process cannot write.
 */
final class LocalTree extends SimpleFileVisitor<Path> {
    private final Predicate<Path> counts;
    private String trouble;

    private LocalTree(Predicate<Path> counts) {
        this.counts = counts;
    }

    /** Why {@code root}, a file or a folder with all that is below it, cannot be read in full; empty when it can. */
    static Optional<String> trouble(Path root) throws IOException {
        return trouble(root, Integer.MAX_VALUE, path -> true);
    }

    /** The same of what {@code counts}, down to {@code depth} names below {@code root}. */
    static Optional<String> trouble(Path root, int depth, Predicate<Path> counts) throws IOException {
        LocalTree tree = new LocalTree(counts);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, tree);
        return Optional.ofNullable(tree.trouble);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return isWritable(folder) ? FileVisitResult.CONTINUE : found(folder, unwritable());
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!isWritable(file)) {
            return found(file, unwritable());
        }
        if (!InputListing.isRead(file.getFileName().toString())) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            return found(
                    file,
                    "is a link to " + Places.shown(Files.readSymbolicLink(file).toString()) + ", where nothing is");
        }
        if (attributes.isOther()) {
            return found(file, "is a pipe or a device, which can be read once only: write it to a file");
        }
        return Files.isReadable(file) ? FileVisitResult.CONTINUE : found(file, "cannot be read by this user");
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        if (failure instanceof FileSystemLoopException) {
            return found(file, "is a link to a folder above it: the links go round in a circle");
        }
        return found(
                file,
                failure instanceof AccessDeniedException
                        ? "cannot be read by this user"
                        : "cannot be read (" + ReadFailures.oneLine(failure) + ")");
    }

    private FileVisitResult found(Path where, String what) {
        if (!counts.test(where)) {
            return FileVisitResult.CONTINUE;
        }
        trouble = Places.shown(where.toString()) + " " + what;
        return FileVisitResult.TERMINATE;
    }

    /** Whether the name comes back when the process writes it: Hadoop goes by the text. */
    private static boolean isWritable(Path path) {
        try {
            return path.equals(path.getFileSystem().getPath(path.toString()));
        } catch (InvalidPathException unwritable) {
            return false;
        }
    }

    private static String unwritable() {
        return "has a name that the locale of this process (" + System.getProperty("sun.jnu.encoding")
                + ") cannot write: rename it, or set LC_ALL=C.UTF-8";
    }
}
