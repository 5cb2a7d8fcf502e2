package dev.candor.io.listing;

import dev.candor.io.files.Places;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Keeps the output of a run out of its own input: the next run would read it. */
public final class OutputPlace {
    private OutputPlace() {}

    /**
     * Refuses an output among the files of {@code table}.
     *
     * @throws UserException {@link UserException#isOutputMisplaced}
     */
    public static void requireOutside(Configuration hadoop, String output, String table, String place) {
        Path to = output(output, hadoop);
        if (isInside(hadoop, to, place)) {
            throw UserException.misplacedOutput("Cannot write to " + Places.shown(output) + ": it lies in the input, "
                    + table + " at " + Places.shown(place)
                    + ", and would be read as a part of it the next time. Set --output to a directory outside.");
        }
    }

    /** False also of a place that cannot be used: who lists it says why. */
    private static boolean isInside(Configuration hadoop, Path to, String place) {
        try {
            Path from = qualified(place, hadoop);
            FileSystem there = Places.fileSystem(from, hadoop);
            FileSystem here = Places.fileSystem(to, hadoop);
            return there.getUri().equals(here.getUri())
                    && (isIn(from, to)
                            || isInMatch(new Globs(from), to)
                            || (Places.isLocal(there) && real(Places.local(to)).startsWith(real(Places.local(from)))));
        } catch (IOException | UserException unusable) {
            return false;
        }
    }

    /** The place that --output names, which the message then says. */
    private static Path output(String output, Configuration hadoop) {
        try {
            return qualified(output, hadoop);
        } catch (UserException unusable) {
            throw UserException.misplacedOutput(unusable.getMessage() + " Correct --output.");
        }
    }

    private static Path qualified(String written, Configuration hadoop) {
        Path path = Places.path(written);
        return Places.fileSystem(path, hadoop).makeQualified(path);
    }

    private static boolean isIn(Path folder, Path path) {
        for (Path at = path; at != null; at = at.getParent()) {
            if (at.equals(folder)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInMatch(Globs globs, Path path) {
        for (Path at = path; at != null; at = at.getParent()) {
            if (globs.matches(at.toUri().getPath())) {
                return true;
            }
        }
        return false;
    }

    /** Without links as far as the path exists. */
    private static java.nio.file.Path real(java.nio.file.Path path) throws IOException {
        java.nio.file.Path there = path.normalize();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there.toRealPath().resolve(there.relativize(path.normalize()));
    }
}
