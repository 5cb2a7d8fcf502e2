package dev.candor.io;

import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.types.StructType;

/**
 * What a Parquet file says of its columns before its rows are read.
 *
 * @param columns the schema to read the file with: the contract's columns
 * @param present the contract's columns that the file has
 * @param rows of the file
 * @param groups the row groups of a Parquet file whose columns can be read directly
 */
record FileLayout(Path path, StructType columns, Set<String> present, long rows, Optional<List<RowGroup>> groups) {
    /** Files whose heads are read at the same time. */
    private static final int PARALLEL_HEADS = 16;

    private static final int SHOWN_NAMES = 30;
    private static final int LONGEST_NAME = 100;

    FileLayout {
        present = Set.copyOf(present);
    }

    boolean hasRows() {
        return rows > 0;
    }

    /** Reads the head of a file. */
    @FunctionalInterface
    interface Head<T> {
        T of(Path path) throws IOException;
    }

    /** The layout of each Parquet file, in the order of the files. */
    static List<FileLayout> of(TableFiles files, Configuration hadoop) {
        return ofEach(files.paths(), path -> ParquetFooter.layout(path, files.table(), hadoop));
    }

    /** The head of each file, in their order, many at the same time. */
    static <T> List<T> ofEach(List<Path> files, Head<T> head) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(PARALLEL_HEADS, files.size()));
        try {
            List<Future<T>> heads = files.stream()
                    .map(path -> pool.submit(() -> of(path, head)))
                    .toList();
            return heads.stream().map(FileLayout::join).toList();
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
    static InputStream open(Path path, Configuration hadoop) throws IOException {
        InputStream bytes = path.getFileSystem(hadoop).open(path);
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
        return codec == null ? bytes : codec.createInputStream(bytes);
    }

    /** Refuses a file that lacks one of the table's required columns. */
    static void requireColumns(Path path, InputTable table, Collection<String> found) {
        List<String> missing = table.requiredColumns().stream()
                .filter(name -> !found.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw missingColumns(path.toString(), table, missing, found);
        }
    }

    /** The refusal of a file without the columns {@code missing}. */
    static UserException missingColumns(String file, InputTable table, List<String> missing, Collection<String> found) {
        StringBuilder text = new StringBuilder("Cannot read the ")
                .append(table.label())
                .append(" table: ")
                .append(file)
                .append(missing.size() == 1 ? " has no column " : " has no columns ")
                .append(String.join(", ", missing))
                .append(". Columns found: ")
                .append(shown(found))
                .append(". Names must be equal to the letter");
        missing.forEach(name -> Nearest.to(name, shortNames(found))
                .ifPresent(near -> text.append("; for ")
                        .append(name)
                        .append(", rename '")
                        .append(near)
                        .append("'")));
        text.append(". Required: ")
                .append(String.join(", ", table.requiredColumns()))
                .append(".");
        if (found.stream().findFirst().orElse("").startsWith("#")) {
            text.append(
                    " The first line is the header even where it begins with #: there are no comments, take them out.");
        }
        return UserException.inputRejected(text.toString());
    }

    /** Names in a message, not all where they are many. */
    static String shown(Collection<String> names) {
        String first = names.stream().limit(SHOWN_NAMES).map(Texts::printable).collect(Collectors.joining(", "));
        return names.size() <= SHOWN_NAMES ? first : first + " and " + (names.size() - SHOWN_NAMES) + " more";
    }

    /** Those that somebody can have mistyped. */
    private static List<String> shortNames(Collection<String> names) {
        return names.stream().filter(name -> name.length() <= LONGEST_NAME).toList();
    }

    /** The table's columns that are among {@code found}. */
    static Set<String> presentAmong(InputTable table, Collection<String> found) {
        return table.fieldsInFiles().stream()
                .map(InputTable.Field::column)
                .filter(found::contains)
                .collect(Collectors.toUnmodifiableSet());
    }
}
