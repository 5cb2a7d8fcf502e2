package dev.candor.io.write;

import dev.candor.io.files.ContentHashes;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.RunStore;
import dev.candor.io.schema.TableFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Writes a table as files whose bytes are a function of its rows alone, not of their order, partitions, executors or
 * Spark's adaptive execution. The rows are sorted as a whole and cut into about equal files, {@code part-00000.parquet},
 * {@code part-00001.parquet}, …, each written by one task; where they are cut says a sample that is drawn by the hash of
 * the keys, so that it too is a function of the rows. Rows with the same keys are in one file. An empty table is one
 * file without rows.
 *
 * <p>The bytes also depend on what the session says about legacy formats (jobs pin it), and for CSV and JSON on the
 * Java version (19 changed the shortest text of some doubles).
 *
 * @param rowsPerFile about this many rows are in a file, at least 1; a single task sorts and writes them
 */
public record StableFiles(TableFormat format, long rowsPerFile) {
    /** Files of some 20 MB for the tables of a settlement. */
    static final long DEFAULT_ROWS_PER_FILE = 100_000;

    /** A single task computes and sorts them in less time than a shuffle takes. */
    private static final long FEW_ROWS = 50_000;
    /** Files of less in all are hashed by the driver: a second core or more would save less than a job costs. */
    private static final long DRIVER_BYTES = 64L << 20;

    private static final int MOST_FILES = 100_000;

    public StableFiles {
        if (rowsPerFile < 1) {
            throw new IllegalArgumentException("A file has at least one row, not " + rowsPerFile);
        }
    }

    public StableFiles(TableFormat format) {
        this(format, DEFAULT_ROWS_PER_FILE);
    }

    /**
     * Writes {@code rows} to {@code staging/table/}, which must not exist. {@code rows} is computed once: it is kept
     * while this runs unless the caller keeps it already.
     *
     * @param rows columns of orderable types (no maps)
     * @param keys columns to sort by, first the most significant; strings by their UTF-8 bytes. Rows that agree in
     *     them are sorted by the other columns, so that the order has no ties but between equal rows
     * @return the files with their paths relative to {@code staging}
     */
    public List<OutputFile> write(Dataset<Row> rows, List<String> keys, Path staging, String table) {
        List<String> order = order(rows.schema(), keys);
        boolean keep = rows.storageLevel().equals(StorageLevel.NONE());
        Dataset<Row> kept = keep ? rows.persist(StorageLevel.MEMORY_AND_DISK()) : rows;
        try {
            return written(kept, kept.count(), order, keys.size(), staging, table);
        } finally {
            if (keep) {
                kept.unpersist();
            }
        }
    }

    /**
     * The same files of a table whose size is known, without counting and keeping its rows first: one pass over them
     * when they fit one file, several when they do not.
     *
     * @param rows kept by the caller, or cheap to compute, and the same each time
     * @param count the number of rows
     * @throws IllegalStateException when a Parquet file turns out to have another number of rows
     */
    public List<OutputFile> write(Dataset<Row> rows, long count, List<String> keys, Path staging, String table) {
        return written(rows, count, order(rows.schema(), keys), keys.size(), staging, table);
    }

    /** Into how many files a table of so many rows goes. */
    public int files(long count) {
        long files = Math.max(1, count / rowsPerFile + (count % rowsPerFile == 0 ? 0 : 1));
        if (files > MOST_FILES) {
            throw new IllegalArgumentException("A table of " + count + " rows would be " + files + " files; at most "
                    + MOST_FILES + ": raise rowsPerFile above " + rowsPerFile);
        }
        return (int) files;
    }

    /**
     * The same of a table that is in order and cut already: each partition becomes a file as it is.
     *
     * @param count the number of rows
     */
    public List<OutputFile> writeSorted(SortedTable sorted, long count, Path staging, String table) {
        if (format == TableFormat.PARQUET) {
            return columns(sorted, count, staging, table);
        }
        Dataset<Row> rows = sorted.rows();
        return saved(rows, staging, table, count, new Cut() {
            @Override
            public int files() {
                return rows.rdd().getNumPartitions();
            }

            @Override
            public long[] sizes() {
                return rows
                        .javaRDD()
                        .mapPartitions(
                                part -> Collections.singletonList(size(part)).iterator())
                        .collect()
                        .stream()
                        .mapToLong(Long::longValue)
                        .toArray();
            }
        });
    }

    private List<OutputFile> columns(SortedTable sorted, long count, Path staging, String table) {
        SparkSession spark = sorted.spark();
        Broadcast<SerializableConfiguration> hadoop = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        String drafts = "_columns-" + table;
        String folder = new Path(staging, drafts).toString();
        StructType schema = sorted.schema();
        List<Tuple2<String, Long>> written = sorted.parts()
                .mapPartitionsWithIndex(
                        (part, tables) -> {
                            String draft = String.format(
                                    Locale.ROOT,
                                    "part-%05d-%d",
                                    part,
                                    TaskContext.get().taskAttemptId());
                            long rows = ColumnFile.write(
                                    new Path(folder, draft),
                                    schema,
                                    tables,
                                    hadoop.value().value());
                            return Collections.singletonList(new Tuple2<>(draft, rows))
                                    .iterator();
                        },
                        true)
                .collect();
        hadoop.destroy();
        try {
            RunStore store = RunStore.at(spark.sessionState().newHadoopConf(), staging);
            List<String> paths =
                    placed(store, drafts, written.stream().map(Tuple2::_1).toList(), table);
            long[] rows = written.stream().mapToLong(Tuple2::_2).toArray();
            return describe(spark, store, staging, paths, requireTotal(rows, count, paths));
        } catch (IOException error) {
            throw new UncheckedIOException("Cannot write table " + table + ": " + error.getMessage(), error);
        }
    }

    private static long size(Iterator<Row> rows) {
        long size = 0;
        for (; rows.hasNext(); rows.next()) {
            size++;
        }
        return size;
    }

    private List<OutputFile> written(
            Dataset<Row> rows, long count, List<String> order, int keys, Path staging, String table) {
        FileCuts cuts = FileCuts.of(rows, count, order.subList(0, keys), files(count));
        Dataset<Row> cut = cuts.files() == 1 ? inOnePartition(rows, count) : cuts.partition(rows);
        return saved(cut.sortWithinPartitions(columns(order)), staging, table, count, new Cut() {
            @Override
            public int files() {
                return cuts.files();
            }

            @Override
            public long[] sizes() {
                return cuts.sizes(rows);
            }
        });
    }

    /** Of a table that is a partition a file. */
    private interface Cut {
        int files();

        /** Rows of each; costs a look at all rows. */
        long[] sizes();
    }

    private List<OutputFile> saved(Dataset<Row> rows, Path staging, String table, long count, Cut cut) {
        String written = "_spark-" + table;
        writer(rows).save(new Path(staging, written).toString());
        try {
            return place(rows.sparkSession(), staging, written, table, count, cut);
        } catch (IOException error) {
            throw new UncheckedIOException("Cannot write table " + table + ": " + error.getMessage(), error);
        }
    }

    /** Few rows are not worth a shuffle. */
    private static Dataset<Row> inOnePartition(Dataset<Row> rows, long count) {
        return count <= FEW_ROWS ? rows.coalesce(1) : rows.repartition(1);
    }

    private DataFrameWriter<Row> writer(Dataset<Row> rows) {
        return rows.write()
                .format(format.label())
                .mode(SaveMode.ErrorIfExists)
                .options(format.writerOptions())
                .options(PlainLocalFileSystem.OPTIONS)
                .option("maxRecordsPerFile", 0)
                .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", false)
                .option("mapreduce.fileoutputcommitter.algorithm.version", 1);
    }

    private List<OutputFile> place(SparkSession spark, Path staging, String written, String table, long count, Cut cuts)
            throws IOException {
        RunStore store = RunStore.at(spark.sessionState().newHadoopConf(), staging);
        List<String> parts = store.list(written).stream()
                .filter(name -> name.startsWith("part-"))
                .sorted()
                .toList();
        if (parts.size() != cuts.files()) {
            throw new IllegalStateException("Cannot write table " + table + ": expected " + cuts.files()
                    + " files, not " + parts.size() + ". The table changed since it was counted.");
        }
        List<String> paths = placed(store, written, parts, table);
        return describe(spark, store, staging, paths, sizes(spark, staging, paths, count, cuts));
    }

    /** Gives the files in a folder of staging their names, and deletes the folder. */
    private List<String> placed(RunStore store, String folder, List<String> parts, String table) throws IOException {
        List<String> paths = new ArrayList<>();
        for (int number = 0; number < parts.size(); number++) {
            String path = String.format(Locale.ROOT, "%s/part-%05d.%s", table, number, format.label());
            if (!store.placeIfAbsent(folder + "/" + parts.get(number), path)) {
                throw new IOException(path + " is there already");
            }
            paths.add(path);
        }
        store.delete(folder);
        return paths;
    }

    private List<OutputFile> describe(SparkSession spark, RunStore store, Path staging, List<String> paths, long[] rows)
            throws IOException {
        List<Long> bytes = new ArrayList<>();
        for (String path : paths) {
            bytes.add(store.bytes(path));
        }
        boolean few = bytes.stream().mapToLong(Long::longValue).sum() <= DRIVER_BYTES;
        List<String> hashes = few
                ? List.of()
                : ContentHashes.of(
                        spark,
                        paths.stream().map(path -> new Path(staging, path)).toList(),
                        bytes);
        List<OutputFile> files = new ArrayList<>();
        for (int number = 0; number < paths.size(); number++) {
            String path = paths.get(number);
            files.add(
                    few
                            ? store.describe(path, rows[number])
                            : new OutputFile(path, bytes.get(number), rows[number], hashes.get(number)));
        }
        return Collections.unmodifiableList(files);
    }

    /** Rows of each file: Parquet says so itself; of the others they are counted. */
    private long[] sizes(SparkSession spark, Path staging, List<String> paths, long count, Cut cuts)
            throws IOException {
        if (format != TableFormat.PARQUET) {
            return cuts.files() == 1 ? new long[] {count} : requireTotal(cuts.sizes(), count, paths);
        }
        Configuration hadoop = spark.sessionState().newHadoopConf();
        long[] sizes = new long[paths.size()];
        for (int number = 0; number < sizes.length; number++) {
            try (ParquetFileReader reader =
                    ParquetFileReader.open(HadoopInputFile.fromPath(new Path(staging, paths.get(number)), hadoop))) {
                sizes[number] = reader.getRecordCount();
            }
        }
        return requireTotal(sizes, count, paths);
    }

    private static long[] requireTotal(long[] sizes, long count, List<String> paths) {
        long total = Arrays.stream(sizes).sum();
        if (total != count) {
            throw new IllegalStateException("Cannot write " + paths.get(0) + " and the files after it: they have "
                    + total + " rows, not " + count + ". The table changed since it was counted.");
        }
        return sizes;
    }

    private static List<String> order(StructType schema, List<String> keys) {
        List<String> names = Arrays.asList(schema.fieldNames());
        if (!names.containsAll(keys)) {
            throw new IllegalArgumentException("Cannot sort by " + keys + ": the columns are " + names);
        }
        List<String> order = new ArrayList<>(keys);
        names.stream().filter(name -> !keys.contains(name)).forEach(order::add);
        return order;
    }

    private static Column[] columns(List<String> names) {
        return names.stream().map(name -> functions.col("`" + name + "`")).toArray(Column[]::new);
    }
}
