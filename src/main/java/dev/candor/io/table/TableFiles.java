package dev.candor.io.table;

import dev.candor.io.files.Places;
import dev.candor.io.listing.InputListing;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/**
 * The files of one table, all of one format, ordered by path.
 *
 * @param paths qualified, those that {@link InputListing} lists but for empty files
 */
public record TableFiles(InputTable table, TableFormat format, List<Path> paths) {
    public TableFiles {
        paths = List.copyOf(paths);
    }

    /**
     * The files below {@code location}, a file, a directory (searched to any depth) or a glob.
     *
     * @throws UserException when there is nothing, or the format cannot be told
     */
    public static TableFiles below(
            String location, InputTable table, Optional<TableFormat> given, Configuration hadoop) {
        List<FileStatus> found = InputListing.filesToRead(List.of(location), table.label(), hadoop);
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
        paths.stream().map(Path::getParent).distinct().forEach(folder -> refusePartitions(folder, table));
        return new TableFiles(table, format, paths);
    }

    /**
     * A column in a folder's name ({@code agent_id=a1/}) is not read, and must not be missed, nor contradict the file. Other
     * partition folders are plain folders.
     */
    private static void refusePartitions(Path folder, InputTable table) {
        for (Path at = folder; at != null; at = at.getParent()) {
            String name = at.getName();
            String key = name.contains("=")
                    ? ExternalCatalogUtils.unescapePathName(name.substring(0, name.indexOf('=')))
                    : "";
            if (table.inColumn(key.toLowerCase(Locale.ROOT)).isPresent()) {
                throw UserException.configuration("Cannot read the " + table.label() + " table: its column " + key
                        + " is in the name of the folder " + Places.shown(at.toString())
                        + ", and columns are read from files only. Write the column into the files, below folders of"
                        + " another name.");
            }
        }
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
