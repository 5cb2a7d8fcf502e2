package dev.candor.io.run;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * A run directory on any other Hadoop file system. Create-if-absent is {@link FileContext#rename} without overwrite.
 *
 * <ul>
 *   <li>HDFS: one operation of the name node, atomic; everything {@link RunDirectory} promises holds.
 *   <li>Object stores (s3a, and others whose rename is look, copy, delete): a killed driver still leaves no manifest
 *       or a whole run, because each object appears whole and the manifest is the last. Two drivers at once are
 *       <em>not</em> kept apart there: the look and the copy are two steps. Let the scheduler run one at a time.
 * </ul>
 */
final class HadoopRunStore implements RunStore {
    private final FileSystem fileSystem;
    private final FileContext context;
    private final Path root;

    HadoopRunStore(Configuration hadoop, Path root) throws IOException {
        this.fileSystem = root.getFileSystem(hadoop);
        this.context = FileContext.getFileContext(root.toUri(), hadoop);
        this.root = root;
    }

    @Override
    public String location() {
        return InputFile.redacted(root.toString());
    }

    @Override
    public List<String> list(String path) throws IOException {
        try {
            return Arrays.stream(fileSystem.listStatus(at(path)))
                    .map(FileStatus::getPath)
                    .map(Path::getName)
                    .sorted()
                    .toList();
        } catch (FileNotFoundException absent) {
            return List.of();
        }
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        try (InputStream content = fileSystem.open(at(path))) {
            return Optional.of(content.readAllBytes());
        } catch (FileNotFoundException absent) {
            return Optional.empty();
        }
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        try (OutputStream file = fileSystem.create(at(path), true)) {
            file.write(content);
        }
    }

    @Override
    public boolean placeIfAbsent(String from, String to) throws IOException {
        fileSystem.mkdirs(at(to).getParent());
        try {
            context.rename(at(from), at(to), Rename.NONE);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    @Override
    public void replace(String from, String to) throws IOException {
        context.rename(at(from), at(to), Rename.OVERWRITE);
    }

    @Override
    public void delete(String path) throws IOException {
        fileSystem.delete(at(path), true);
    }

    @Override
    public long bytes(String path) throws IOException {
        return fileSystem.getFileStatus(at(path)).getLen();
    }

    @Override
    public OutputFile describe(String path, Long rows) throws IOException {
        try (InputStream content = fileSystem.open(at(path))) {
            return new OutputFile(path, bytes(path), rows, Sha256.of(content));
        }
    }

    private Path at(String path) {
        return path.isEmpty() ? root : new Path(root, path);
    }
}
