package dev.candor.io.run;

import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run directory on a POSIX file system. Create-if-absent is a hard link: it fails when the name is taken, and the
 * name never shows part of a file. Files and directories are forced to the disk before the next step, so the order
 * of the protocol survives a power failure too.
 */
final class LocalRunStore implements RunStore {
    private final Path root;

    LocalRunStore(Path root) {
        this.root = root;
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public List<String> list(String path) throws IOException {
        try (Stream<Path> files = Files.list(at(path))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException absent) {
            return List.of();
        } catch (NotDirectoryException file) {
            throw new IOException("Cannot use " + at(path) + " as a directory: it is a file", file);
        }
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(at(path)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        Path file = withParent(path);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    @Override
    public boolean placeIfAbsent(String from, String to) throws IOException {
        Path target = withParent(to);
        force(at(from));
        try {
            Files.createLink(target, at(from));
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (UnsupportedOperationException unsupported) {
            throw new IOException(
                    "Cannot publish in " + root + ": its file system has no hard links; choose another --output",
                    unsupported);
        }
        force(target.getParent());
        return true;
    }

    @Override
    public void replace(String from, String to) throws IOException {
        Path target = withParent(to);
        force(at(from));
        Files.move(at(from), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(target.getParent());
    }

    @Override
    public void delete(String path) throws IOException {
        deleteTree(at(path));
    }

    /** Names that vanish meanwhile are fine: another driver may be clearing away the same things. */
    private static void deleteTree(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    deleteTree(child);
                }
            } catch (NoSuchFileException gone) {
                return;
            }
        }
        Files.deleteIfExists(path);
    }

    @Override
    public long bytes(String path) throws IOException {
        return Files.size(at(path));
    }

    @Override
    public OutputFile describe(String path, Long rows) throws IOException {
        try (InputStream content = Files.newInputStream(at(path))) {
            return new OutputFile(path, bytes(path), rows, Sha256.of(content));
        }
    }

    private Path at(String path) {
        return path.isEmpty() ? root : root.resolve(path);
    }

    private Path withParent(String path) throws IOException {
        Path file = at(path);
        Files.createDirectories(file.getParent());
        return file;
    }

    /** Waits until a file's bytes, or a directory's names, are on the disk. */
    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
