package dev.candor.io;

import dev.candor.model.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of one table, all of one format, ordered by path.
 *
 * @param paths qualified, without the hidden ones (names that start with '_' or '.') and without empty files
 */
record TableFiles(InputTable table, TableFormat format, List<Path> paths) {
    TableFiles {
        paths = List.copyOf(paths);
    }

    /**
     * The files below {@code location}, a file, a directory (searched to any depth) or a glob.
     *
     * @throws UserException when there is nothing, or the format cannot be told
     */
    static TableFiles below(String location, InputTable table, Optional<TableFormat> given, Configuration hadoop) {
        List<FileStatus> found;
        try {
            found = list(new Path(location), hadoop);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw UserException.configuration("Cannot read the " + table.label() + " table at " + location + " ("
                    + table.flag() + "): " + ReadFailures.oneLine(e) + ".");
        }
        if (found.isEmpty()) {
            throw UserException.configuration("Cannot read the " + table.label() + " table: there is no file at "
                    + location + ". Correct " + table.flag() + ".");
        }
        TableFormat format = given.orElseGet(() -> commonFormat(found, table));
        List<Path> paths = found.stream()
                .filter(file -> file.getLen() > 0)
                .map(FileStatus::getPath)
                .sorted(Comparator.comparing(Path::toString))
                .toList();
        if (paths.isEmpty()) {
            throw UserException.inputRejected("Cannot use the " + table.label() + " table: " + location
                    + " is empty (0 bytes in " + found.size() + " files).");
        }
        paths.forEach(path -> refuseCompressedParquet(path, format));
        return new TableFiles(table, format, paths);
    }

    private static List<FileStatus> list(Path location, Configuration hadoop) throws IOException {
        FileSystem fs = location.getFileSystem(hadoop);
        FileStatus[] roots =
                fs.exists(location) ? new FileStatus[] {fs.getFileStatus(location)} : fs.globStatus(location);
        List<FileStatus> files = new ArrayList<>();
        for (FileStatus root : roots == null ? new FileStatus[0] : roots) {
            if (root.isFile()) {
                files.add(root);
            } else {
                addBelow(root.getPath(), fs, files);
            }
        }
        return files;
    }

    private static void addBelow(Path directory, FileSystem fs, List<FileStatus> files) throws IOException {
        RemoteIterator<LocatedFileStatus> below = fs.listFiles(directory, true);
        int depth = directory.depth();
        while (below.hasNext()) {
            FileStatus file = below.next();
            if (!hidden(file.getPath(), depth)) {
                files.add(file);
            }
        }
    }

    private static boolean hidden(Path file, int depth) {
        for (Path step = file; step != null && step.depth() > depth; step = step.getParent()) {
            if (step.getName().startsWith("_") || step.getName().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static TableFormat commonFormat(List<FileStatus> files, InputTable table) {
        Set<TableFormat> formats = EnumSet.noneOf(TableFormat.class);
        for (FileStatus file : files) {
            formats.add(TableFormat.ofFileName(file.getPath().getName()).orElseThrow(() -> unknownFormat(file, table)));
        }
        if (formats.size() > 1) {
            throw UserException.configuration("Cannot read the " + table.label() + " table: its files are of "
                    + "different formats " + Arrays.toString(formats.toArray()) + ". Give files of one format with "
                    + table.flag() + ".");
        }
        return formats.iterator().next();
    }

    private static UserException unknownFormat(FileStatus file, InputTable table) {
        return UserException.configuration("Cannot read the " + table.label() + " table: the format of "
                + file.getPath() + " is not known by its extension. Known are " + TableFormat.knownExtensions()
                + "; give --format, or take the file out of the directory.");
    }

    private static void refuseCompressedParquet(Path path, TableFormat format) {
        if (format == TableFormat.PARQUET && path.getName().endsWith(".gz")) {
            throw UserException.configuration("Cannot read " + path
                    + ": a Parquet file compresses within itself and is not read through gzip. Decompress it first.");
        }
    }
}
