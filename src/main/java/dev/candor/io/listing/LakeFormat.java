package dev.candor.io.listing;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Tables whose log says which of their files count: read as plain folders they would show rows that were deleted, replaced
 * or never committed. Each is known by a folder or a file that only it has.
 */
enum LakeFormat {
    DELTA("Delta table", "_delta_log", "_delta_log"),
    HUDI("Hudi table", "\\.hoodie|\\.hoodie_partition_metadata", ".hoodie"),
    SPARK_SINK("streaming sink of Spark", "_spark_metadata", "_spark_metadata"),
    ICEBERG("Iceberg table", "metadata/.*\\.metadata\\.json(\\.gz)?", "metadata"),
    /** Beside it lie its schemas, else this is a folder of somebody's snapshots. */
    PAIMON("Paimon table", "snapshot/(LATEST|EARLIEST)$", "snapshot"),
    /** Its numbers have seven digits, a date has eight; and the files in such a folder have names of Hive's. */
    HIVE(
            "transactional Hive table",
            "((delete_)?delta_\\d{7}_\\d{7}(_\\d+)?|base_\\d{7}(_v\\d+)?)"
                    + "/(bucket_\\d{5}[^/]*|_orc_acid_version|_metadata_acid|\\d{6}_\\d+[^/]*)$",
            "");

    /** Folders above a table that are looked at: year, month, day, a bucket, and the folder of the data. */
    static final int REACH = 6;

    private static final Pattern HIVE_FOLDER = Pattern.compile("((delete_)?delta|base)_\\d{7}.*", Pattern.DOTALL);

    private final String title;
    private final Pattern mark;
    private final String folder;

    /**
     * @param mark of a name within a path, or of two in a row
     * @param folder what to look for in a folder above; empty = nothing
     */
    LakeFormat(String title, String mark, String folder) {
        this.title = title;
        this.mark = Pattern.compile("(^|.*/)(" + mark + ")(/.*|$)", Pattern.DOTALL);
        this.folder = folder;
    }

    /** "a Delta table". */
    String title() {
        return (title.matches("[AEIOU].*") ? "an " : "a ") + title;
    }

    /**
     * Of which {@code file} is a part, by the names in its path.
     *
     * @param within the part of its path that counts
     */
    static Optional<LakeFormat> of(FileSystem fileSystem, Path file, String within) {
        return Arrays.stream(values())
                .filter(format -> format.mark.matcher(within).matches()
                        && (format != PAIMON
                                || hasSchemas(fileSystem, file.getParent().getParent())))
                .findFirst();
    }

    /** Of which {@code folder} is the root, or one of Hive's folders. A folder that must not be seen counts as empty. */
    static Optional<LakeFormat> in(FileSystem fileSystem, Path folder) {
        return Arrays.stream(values())
                .filter(format -> format == HIVE
                        ? HIVE_FOLDER.matcher(folder.getName()).matches()
                                && format.hasMark(fileSystem, folder, folder.getName())
                        : format.isIn(fileSystem, folder))
                .findFirst();
    }

    private static boolean hasSchemas(FileSystem fileSystem, Path table) {
        try {
            return Arrays.stream(fileSystem.listStatus(new Path(table, "schema")))
                    .anyMatch(file -> file.isFile() && file.getPath().getName().matches("schema-\\d+"));
        } catch (IOException absentOrHidden) {
            return false;
        }
    }

    private boolean isIn(FileSystem fileSystem, Path at) {
        try {
            Path marked = new Path(at, folder);
            if (mark.matcher(folder).matches()) {
                return fileSystem.getFileStatus(marked).isDirectory();
            }
            return hasMark(fileSystem, marked, folder) && (this != PAIMON || hasSchemas(fileSystem, at));
        } catch (IOException absentOrHidden) {
            return false;
        }
    }

    /** Whether a file at {@code place}, which is called {@code name}, marks this format. */
    private boolean hasMark(FileSystem fileSystem, Path place, String name) {
        try {
            for (FileStatus file : fileSystem.listStatus(place)) {
                if (file.isFile()
                        && mark.matcher(name + "/" + file.getPath().getName()).matches()) {
                    return true;
                }
            }
            return false;
        } catch (IOException absentOrHidden) {
            return false;
        }
    }
}
