package dev.candor.io.run;

import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The model of a file system that the protocol is checked against: every operation is one atomic step. */
final class MemoryStore implements RunStore {
    private final SortedMap<String, byte[]> files = new TreeMap<>();

    MemoryStore() {}

    /** A copy, to try several futures of one state. */
    MemoryStore(MemoryStore other) {
        files.putAll(other.files);
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public synchronized List<String> list(String path) {
        String prefix = path.isEmpty() ? "" : path + "/";
        return files.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).replaceFirst("/.*", ""))
                .distinct()
                .toList();
    }

    @Override
    public synchronized Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(path));
    }

    @Override
    public synchronized void write(String path, byte[] content) {
        files.put(path, content.clone());
    }

    @Override
    public synchronized boolean placeIfAbsent(String from, String to) throws IOException {
        return files.putIfAbsent(to, content(from)) == null;
    }

    @Override
    public synchronized void replace(String from, String to) throws IOException {
        files.put(to, content(from));
        files.remove(from);
    }

    @Override
    public synchronized void delete(String path) {
        files.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
    }

    @Override
    public synchronized long bytes(String path) throws IOException {
        return content(path).length;
    }

    @Override
    public synchronized OutputFile describe(String path, Long rows) throws IOException {
        return new OutputFile(path, bytes(path), rows, Sha256.of(content(path)));
    }

    /** Path → hash of everything there. */
    synchronized Map<String, String> snapshot() {
        Map<String, String> hashes = new TreeMap<>();
        files.forEach((path, content) -> hashes.put(path, Sha256.of(content)));
        return hashes;
    }

    private byte[] content(String path) throws IOException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new NoSuchFileException(path);
        }
        return content;
    }
}
