package dev.candor.io.run;

import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Places;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The few operations the commit protocol needs of a file system. Paths are relative to the root, parts separated by
 * {@code /}; the empty path is the root. Parents are created as needed.
 */
public interface RunStore {
    /** Whose place this is, for messages. */
    String location();

    /** Names directly below {@code path}, sorted; none when there is no such directory. */
    List<String> list(String path) throws IOException;

    /** The whole content; empty when there is no such file. */
    Optional<byte[]> read(String path) throws IOException;

    /** Writes or replaces a file; not atomic: a killed driver leaves any prefix of it. */
    void write(String path, byte[] content) throws IOException;

    /**
     * Makes the complete file {@code from} appear as {@code to} in one step, unless something is there: false then,
     * and nothing has changed. Of any number of drivers that try, one succeeds. What becomes of the name
     * {@code from} is left open.
     */
    boolean placeIfAbsent(String from, String to) throws IOException;

    /** Makes the complete file {@code from} appear as {@code to} in one step, in place of what was there. */
    void replace(String from, String to) throws IOException;

    /** Deletes a file or a whole directory, if it is there; not atomic. */
    void delete(String path) throws IOException;

    /** The length of a file that is there. */
    long bytes(String path) throws IOException;

    /** The size and hash of a file that is there, as {@code path} with {@code rows}. */
    OutputFile describe(String path, Long rows) throws IOException;

    /**
     * The store at {@code root}: {@link LocalRunStore} for the scheme {@code file}, which keeps Hadoop's .crc
     * sidecars out of the directory and has an atomic create-if-absent; {@link HadoopRunStore} otherwise.
     */
    static RunStore at(Configuration hadoop, Path root) throws IOException {
        FileSystem fileSystem = Places.fileSystem(root, hadoop);
        Path qualified = fileSystem.makeQualified(root);
        return "file".equals(fileSystem.getScheme())
                ? new LocalRunStore(Places.local(qualified))
                : new HadoopRunStore(hadoop, qualified);
    }
}
