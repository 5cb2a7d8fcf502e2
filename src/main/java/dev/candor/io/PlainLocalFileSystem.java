package dev.candor.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system for the files of a write, without its {@code .crc} sidecars and without the process
 * {@code chmod} that it starts for every file it creates where its native library is absent. A published file has its
 * SHA-256 in the manifest instead.
 */
public final class PlainLocalFileSystem extends RawLocalFileSystem {
    /** Options of Spark's writer: this class for local files, and nothing else about others. */
    static final Map<String, String> OPTIONS =
            Map.of("fs.file.impl", PlainLocalFileSystem.class.getName(), "fs.file.impl.disable.cache", "true");

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
        java.nio.file.Path file = pathToFile(path).toPath();
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            String letters = permission.getUserAction().SYMBOL
                    + permission.getGroupAction().SYMBOL
                    + permission.getOtherAction().SYMBOL;
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(letters));
        } else {
            super.setPermission(path, permission);
        }
    }
}
