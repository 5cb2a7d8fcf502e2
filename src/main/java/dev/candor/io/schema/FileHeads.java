package dev.candor.io.schema;

import dev.candor.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Opens input files and reads their heads (header, first object, footer), many at the same time. */
public final class FileHeads {
    /** Files whose heads are read at the same time. */
    private static final int PARALLEL_HEADS = 16;

    private FileHeads() {}

    /** Reads the head of a file. */
    @FunctionalInterface
    public interface Head<T> {
        T of(Path path) throws IOException;
    }

    /** The head of each file, in their order, many at the same time. */
    public static <T> List<T> of(List<Path> files, Head<T> head) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(PARALLEL_HEADS, files.size()));
        try {
            List<Future<T>> heads = files.stream()
                    .map(path -> pool.submit(() -> of(path, head)))
                    .toList();
            return heads.stream().map(FileHeads::join).toList();
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> T of(Path path, Head<T> head) {
        try {
            return head.of(path);
        } catch (IOException | DamagedFile e) {
            throw ReadFailures.explain(e, path.toString());
        }
    }

    private static <T> T join(Future<T> head) {
        try {
            return head.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the heads of the input files", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserException mendable) {
                throw mendable;
            }
            throw new IllegalStateException("cannot read the head of an input file", e.getCause());
        }
    }

    /** The file's bytes, decompressed by its extension. */
    public static InputStream open(Path path, Configuration hadoop) throws IOException {
        InputStream bytes = path.getFileSystem(hadoop).open(path);
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
        return codec == null ? bytes : codec.createInputStream(bytes);
    }
}
