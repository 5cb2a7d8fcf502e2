package dev.candor.io.listing;

import dev.candor.io.files.Places;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Which files belong to a table. What is listed here is hashed, named in the manifest and read; nothing else is.
 *
 * <p>A place is a file, a folder with all that is below it, or a glob; what is there by that very name comes before a glob.
 * Each file counts once. Left out are hidden names ({@code _x}, {@code .x}) that hold no data; a hidden file that looks like data
 * is refused, for nothing may be lost without a word. A partition folder such as {@code _day=1} is not hidden. Refused
 * are tables with a log of their own ({@link LakeFormat}), run directories ({@link RunFolders}), and what cannot be read in full
 * ({@link LocalTree}).
 */
public final class InputListing {
    private final String table;
    private final String place;
    private final Path path;
    private final FileSystem fileSystem;
    private final List<FileStatus> roots = new ArrayList<>();

    private InputListing(String table, String place, Configuration hadoop) {
        this.table = table;
        this.place = place;
        try {
            Path written = Places.path(place);
            this.fileSystem = Places.fileSystem(written, hadoop);
            this.path = fileSystem.makeQualified(written);
        } catch (UserException unusable) {
            throw UserException.configuration(
                    unusable.getMessage().replaceFirst("^Cannot (use|reach)", "Cannot read the " + what() + " at"));
        }
    }

    /**
     * The files at {@code place}, empty ones too, by their qualified paths and in the order of those.
     *
     * @param table its label: its flag is the same with two hyphens
     * @throws UserException {@link dev.candor.model.ExitCode#CONFIGURATION} when there is none, or not all can be read
     */
    static List<FileStatus> files(String place, String table, Configuration hadoop) {
        return new InputListing(table, place, hadoop).files();
    }

    /** The same of several places; refuses also what is part of a table with a log of its own somewhere above. */
    public static List<FileStatus> filesToRead(List<String> places, String table, Configuration hadoop) {
        List<FileStatus> files = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (String place : places) {
            InputListing listing = new InputListing(table, place, hadoop);
            files.addAll(listing.files());
            listing.refuseLakeAbove(seen);
        }
        return files;
    }

    /** Spark's own rule: {@code _} hides a name unless it is a partition directory ({@code _day=1}). */
    static boolean isRead(String name) {
        boolean hidden = name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
        return !hidden && !name.endsWith("._COPYING_");
    }

    private List<FileStatus> files() {
        SortedMap<String, FileStatus> files = new TreeMap<>();
        try {
            Optional<FileStatus> literal = literal();
            if (literal.isPresent()) {
                addAll(literal.get(), literal.get().getPath(), files);
            } else {
                for (FileStatus root : matches()) {
                    addAll(root, root.getPath().getParent(), files);
                }
            }
        } catch (FileNotFoundException gone) {
            throw refused("it changes while it is listed (" + ReadFailures.oneLine(gone) + ")", "Run again");
        } catch (IOException failure) {
            throw refused(
                    Places.shown(place) + " cannot be listed (" + ReadFailures.oneLine(failure) + ")",
                    "Correct its permissions, or the path");
        }
        if (files.isEmpty()) {
            throw refused(
                    "there is no file at " + Places.shown(place),
                    "Name a file, a directory with files, or a glob that matches some");
        }
        return List.copyOf(files.values());
    }

    /** What has this very name; empty when nothing has. */
    private Optional<FileStatus> literal() throws IOException {
        FileStatus root;
        try {
            root = fileSystem.getFileStatus(path);
        } catch (FileNotFoundException absent) {
            if (Places.isLocal(fileSystem) && Files.isSymbolicLink(Places.local(path))) {
                refuse(LocalTree.trouble(Places.local(path)));
            }
            return Optional.empty();
        }
        if (root.isFile() && !isRead(path.getName())) {
            throw refused(
                    Places.shown(place) + " is hidden: its name begins with '_' or '.', or ends with '._COPYING_', and"
                            + " Spark does not read such files",
                    "Rename it");
        }
        return Optional.of(root);
    }

    private List<FileStatus> matches() throws IOException {
        try {
            Globs globs = new Globs(path);
            if (Places.isLocal(fileSystem)) {
                refuse(globs.trouble());
            }
            FileStatus[] found = fileSystem.globStatus(path);
            return found == null ? List.of() : List.of(found);
        } catch (UserException refusal) {
            throw refusal;
        } catch (FileNotFoundException gone) {
            return List.of();
        } catch (IOException | RuntimeException noGlob) {
            throw refused(
                    "there is no file named " + Places.shown(place) + ", and it cannot be used as a glob ("
                            + ReadFailures.oneLine(noGlob) + ")",
                    "Correct the path; a glob cannot pass names with a colon");
        }
    }

    /** @param top names below it may hide a file */
    private void addAll(FileStatus root, Path top, SortedMap<String, FileStatus> files) throws IOException {
        roots.add(root);
        if (Places.isLocal(fileSystem)) {
            refuse(LocalTree.trouble(Places.local(root.getPath())));
        }
        if (root.isFile()) {
            add(root, top, files);
            return;
        }
        RemoteIterator<LocatedFileStatus> below = fileSystem.listFiles(root.getPath(), true);
        while (below.hasNext()) {
            add(below.next(), top, files);
        }
    }

    private void add(FileStatus file, Path top, SortedMap<String, FileStatus> files) throws IOException {
        String within = file.getPath()
                .toUri()
                .getPath()
                .substring(top.toUri().getPath().length())
                .replaceAll("^/+", "");
        LakeFormat.of(fileSystem, file.getPath(), within).ifPresent(format -> {
            throw lake(format, file.getPath());
        });
        if (within.isEmpty() || Arrays.stream(within.split("/")).allMatch(InputListing::isRead)) {
            refuseColon(file.getPath());
            Optional<String> run = RunFolders.told(fileSystem, file, table);
            if (run.isPresent()) {
                throw refused(run.get(), "Correct the path");
            }
            files.put(file.getPath().toString(), file);
        } else {
            refuseHiddenData(file);
        }
    }

    /** Hadoop's file system with checksums cannot open a file with a colon in its name, and no glob passes a colon. */
    private void refuseColon(Path file) {
        String within = file.toUri().getPath();
        if (file.getName().contains(":") && fileSystem instanceof ChecksumFileSystem) {
            throw refused(
                    "the name of the file " + Places.shown(file.toString())
                            + " has a colon, and Hadoop cannot open such files on a local disk",
                    "Rename the file");
        }
        if (within.contains(":") && within.matches("(?s).*[*?\\[\\]{}\\\\].*")) {
            throw refused(
                    "the path " + Places.shown(file.toString())
                            + " has a colon and one of the characters * ? [ ] { } \\, and Spark can read paths with the one"
                            + " or the others only",
                    "Rename the folders or the file");
        }
    }

    private void refuse(Optional<String> trouble) {
        if (trouble.isPresent()) {
            throw refused(trouble.get(), "Correct it, or remove it from the input path");
        }
    }

    private void refuseHiddenData(FileStatus file) {
        String path = file.getPath().toString();
        String name = path.toLowerCase(Locale.ROOT).replaceAll("\\._copying_$", "");
        if (file.getLen() > 0 && TableFormat.ofFileName(name).isPresent()) {
            throw refused(
                    Places.shown(path)
                            + " would be left out: a name in its path begins with '_' or '.' and is no partition"
                            + " folder, or ends with '._COPYING_' (a write that is not finished, or something put aside)",
                    "Rename it to have it read, or move it elsewhere");
        }
    }

    /** @param seen folders that hold no lake; grows */
    private void refuseLakeAbove(Set<Path> seen) {
        for (FileStatus root : roots) {
            String path = root.getPath().toUri().getPath();
            LakeFormat.of(fileSystem, root.getPath(), path).ifPresent(format -> {
                throw lake(format, root.getPath());
            });
            Path at = root.isFile() ? root.getPath().getParent() : root.getPath();
            for (int up = 0; at != null && up <= LakeFormat.REACH; up++, at = at.getParent()) {
                Path folder = at;
                if (seen.add(folder)) {
                    LakeFormat.in(fileSystem, folder).ifPresent(format -> {
                        throw lake(format, folder);
                    });
                }
            }
        }
    }

    private UserException lake(LakeFormat format, Path seen) {
        return refused(
                Places.shown(place) + " belongs to " + format.title() + " (seen by " + Places.shown(seen.toString())
                        + "), whose log says which of its files count. Candor does not read that log, so rows "
                        + "that were deleted or replaced would count",
                "Export a snapshot of the table as plain Parquet with the software that keeps it, and name that");
    }

    private UserException refused(String reason, String change) {
        return UserException.configuration("Cannot read the " + what() + ": " + reason + ". " + change + ".");
    }

    /** "reports table (--reports)". A settlement has two. */
    private String what() {
        return table + " table (--" + (table.equals("bill") ? "settlement" : table) + ")";
    }
}
