package dev.candor.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Writes a table as files whose bytes are a function of its rows alone, not of their order, partitions, executors or
 * Spark's adaptive execution: the rows are sorted as a whole, row number r (from 0) goes to file
 * ⌊r / {@code rowsPerFile}⌋, and each file {@code part-00000.parquet}, {@code part-00001.parquet}, … is written by
 * one task. An empty table is one file without rows.
 *
 * <p>The bytes also depend on what the session says about legacy formats (jobs pin it), and for CSV and JSON on the
 * Java version (19 changed the shortest text of some doubles).
 *
 * @param rowsPerFile at least 1; a single task sorts and writes that many rows
 */
public record StableFiles(TableFormat format, long rowsPerFile) {
    /** Files of some 10 to 100 MB for the tables of a settlement. */
    public static final long DEFAULT_ROWS_PER_FILE = 1_000_000;

    /** A single task computes and sorts them in less time than a shuffle takes. */
    private static final long FEW_ROWS = 50_000;
    /** Files of less in all are hashed by the driver: a second core or more would save less than a job costs. */
    private static final long DRIVER_BYTES = 64L << 20;

    private static final String FILE_NUMBER = "__file_number";
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
            return written(kept, kept.count(), order, staging, table);
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
        return written(rows, count, order(rows.schema(), keys), staging, table);
    }

    private List<OutputFile> written(Dataset<Row> rows, long count, List<String> order, Path staging, String table) {
        long files = Math.max(1, count / rowsPerFile + (count % rowsPerFile == 0 ? 0 : 1));
        if (files > MOST_FILES) {
            throw new IllegalArgumentException("Table " + table + " of " + count + " rows would be " + files
                    + " files; at most " + MOST_FILES + ": raise rowsPerFile above " + rowsPerFile);
        }
        String written = "_spark-" + table;
        Path target = new Path(staging, written);
        if (files == 1) {
            writer(inOnePartition(rows, count).sortWithinPartitions(columns(order)))
                    .save(target.toString());
        } else {
            writer(numbered(rows, order, (int) files)).partitionBy(FILE_NUMBER).save(target.toString());
        }
        try {
            return place(rows.sparkSession(), staging, written, table, count, (int) files);
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

    /** The rows with their file's number, those of one file in one partition and in order. */
    private Dataset<Row> numbered(Dataset<Row> rows, List<String> order, int files) {
        StructType schema = rows.schema().add(FILE_NUMBER, DataTypes.IntegerType, false);
        long size = rowsPerFile;
        List<String> fileFirst = new ArrayList<>(List.of(FILE_NUMBER));
        fileFirst.addAll(order);
        return rows.sparkSession()
                .createDataFrame(
                        rows.orderBy(columns(order))
                                .javaRDD()
                                .zipWithIndex()
                                .map(ranked -> appended(ranked._1(), (int) (ranked._2() / size))),
                        schema)
                .repartition(files, functions.col(FILE_NUMBER))
                .sortWithinPartitions(columns(fileFirst));
    }

    private static Row appended(Row row, int fileNumber) {
        Object[] values = new Object[row.size() + 1];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        values[row.size()] = fileNumber;
        return RowFactory.create(values);
    }

    private List<OutputFile> place(
            SparkSession spark, Path staging, String written, String table, long count, int files) throws IOException {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        RunStore store = RunStore.at(hadoop, staging);
        List<String> paths = new ArrayList<>();
        for (int number = 0; number < files; number++) {
            String folder = files == 1 ? written : written + "/" + FILE_NUMBER + "=" + number;
            String path = "%s/part-%05d.%s".formatted(table, number, format.label());
            if (!store.placeIfAbsent(folder + "/" + onlyPart(store, folder), path)) {
                throw new IOException(path + " is there already");
            }
            paths.add(path);
        }
        store.delete(written);
        return describe(spark, store, staging, paths, count);
    }

    private static String onlyPart(RunStore store, String folder) throws IOException {
        List<String> parts = store.list(folder).stream()
                .filter(name -> name.startsWith("part-"))
                .toList();
        if (parts.size() != 1) {
            throw new IllegalStateException("Expected one file in " + folder + ", not " + parts);
        }
        return parts.get(0);
    }

    private List<OutputFile> describe(SparkSession spark, RunStore store, Path staging, List<String> paths, long count)
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
            long rows = Math.min(rowsPerFile, count - number * rowsPerFile);
            requireRows(spark, new Path(staging, path), rows);
            files.add(
                    few
                            ? store.describe(path, rows)
                            : new OutputFile(path, bytes.get(number), rows, hashes.get(number)));
        }
        return Collections.unmodifiableList(files);
    }

    private void requireRows(SparkSession spark, Path file, long rows) throws IOException {
        if (format != TableFormat.PARQUET) {
            return;
        }
        Configuration hadoop = spark.sessionState().newHadoopConf();
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
            if (reader.getRecordCount() != rows) {
                throw new IllegalStateException("Cannot write " + file.getName() + ": it has " + reader.getRecordCount()
                        + " rows, not " + rows + ". The table changed since it was counted.");
            }
        }
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
