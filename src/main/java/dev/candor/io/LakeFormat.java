package dev.candor.io;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
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
    PAIMON("Paimon table", "snapshot/(LATEST|EARLIEST)", "snapshot"),
    /** Its numbers have seven digits; a date has eight. */
    HIVE("transactional Hive table", "(delete_)?delta_\\d{7}_\\d{7}(_\\d+)?|base_\\d{7}(_v\\d+)?", "");

    /** Folders above a table that are looked at: year, month, day, a bucket, and the folder of the data. */
    static final int REACH = 6;

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

    /** Of which the file or folder at {@code path} is a part, by the names in it. */
    static Optional<LakeFormat> of(String path) {
        return Arrays.stream(values())
                .filter(format -> format.mark.matcher(path).matches())
                .findFirst();
    }

    /** Of which {@code folder} is the root. A folder that must not be seen counts as empty. */
    static Optional<LakeFormat> in(FileSystem fileSystem, Path folder) {
        return Arrays.stream(values())
                .filter(format -> !format.folder.isEmpty() && format.isIn(fileSystem, folder))
                .findFirst();
    }

    private boolean isIn(FileSystem fileSystem, Path at) {
        try {
            Path marked = new Path(at, folder);
            if (mark.matcher(folder).matches()) {
                return fileSystem.getFileStatus(marked).isDirectory();
            }
            List<FileStatus> names = List.of(fileSystem.listStatus(marked));
            return names.stream()
                    .anyMatch(file -> mark.matcher(folder + "/" + file.getPath().getName())
                            .matches());
        } catch (IOException absentOrHidden) {
            return false;
        }
    }
}
