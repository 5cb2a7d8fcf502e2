package dev.candor.io.write;

import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system for the files of a write, without its {@code .crc} sidecars. A published file has its SHA-256
 * in the manifest instead. Who may read a file says the umask of the process, as of every other file: Hadoop would set
 * permissions by its own, 022, and start a process {@code chmod} for it where its native library is absent.
 */
public final class PlainLocalFileSystem extends RawLocalFileSystem {
    /** Options of Spark's writer: this class for local files, and nothing else about others. */
    public static final Map<String, String> OPTIONS =
            Map.of("fs.file.impl", PlainLocalFileSystem.class.getName(), "fs.file.impl.disable.cache", "true");

    /** Nothing: a new file has what the process's umask leaves it, and no other is written. */
    @Override
    public void setPermission(Path path, FsPermission ignored) {}
}
