package dev.candor.io.run;

import dev.candor.io.files.OutputFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A store that calls {@code step} before every operation, where a test may kill the driver, make the operation fail
 * or let another driver run. Writes stop once half-way, directories are deleted file by file.
 */
final class SteppedStore implements RunStore {
    private final RunStore inner;
    private final Step step;

    SteppedStore(RunStore inner, Step step) {
        this.inner = inner;
        this.step = step;
    }

    /** Called with what is about to happen. */
    interface Step {
        void before(String operation) throws IOException;
    }

    /** The driver's process is gone: nothing of it runs any more. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String operation) {
            super("killed before " + operation, null, false, false);
        }
    }

    @Override
    public String location() {
        return inner.location();
    }

    @Override
    public List<String> list(String path) throws IOException {
        step.before("list " + path);
        return inner.list(path);
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        step.before("read " + path);
        return inner.read(path);
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        step.before("write " + path);
        inner.write(path, Arrays.copyOf(content, content.length / 2));
        step.before("write the rest of " + path);
        inner.write(path, content);
    }

    @Override
    public boolean placeIfAbsent(String from, String to) throws IOException {
        step.before("place " + to);
        return inner.placeIfAbsent(from, to);
    }

    @Override
    public void replace(String from, String to) throws IOException {
        step.before("replace " + to);
        inner.replace(from, to);
    }

    @Override
    public void delete(String path) throws IOException {
        List<String> children = path.endsWith(".json") ? List.of() : inner.list(path);
        for (String child : children) {
            delete(path + "/" + child);
        }
        step.before("delete " + path);
        inner.delete(path);
    }

    @Override
    public long bytes(String path) throws IOException {
        step.before("length " + path);
        return inner.bytes(path);
    }

    @Override
    public OutputFile describe(String path, Long rows) throws IOException {
        step.before("hash " + path);
        return inner.describe(path, rows);
    }
}
