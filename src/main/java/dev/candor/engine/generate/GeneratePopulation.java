package dev.candor.engine.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.files.Places;
import dev.candor.io.schema.TableFormat;
import dev.candor.json.JsonStyle;
import dev.candor.model.UserException;
import dev.candor.population.PopulationSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Writes a synthetic population: {@code reports candidates agents prompts} and {@code population.json} (the parameters
 * and the rows written). Everything is made in a hidden sibling of the output and renamed into place at the end, so a
 * run that dies leaves nothing under the output's name; on a store whose rename copies, that step is not atomic.
 */
public final class GeneratePopulation {
    /** The description beside the tables. */
    static final String DESCRIPTION = "population.json";

    private static final ObjectMapper MAPPER = JsonStyle.mapper().build();

    /** What one file holds when the number of files is left open: some 10 MB of Parquet. */
    private static final double ROWS_PER_FILE = 2_000_000;

    private static final int MOST_FILES = 100_000;

    private final SparkSession spark;
    private final PopulationSpec population;

    public GeneratePopulation(SparkSession spark, PopulationSpec population) {
        this.spark = spark;
        this.population = population;
    }

    /**
     * How to write.
     *
     * @param gzip compress json and csv
     * @param filesPerTable 0 = as the size asks; 1 = one plain file per table, e.g. {@code reports.csv}; more = a
     *     directory per table with that many files (fewer where there are fewer ids)
     */
    public record Target(TableFormat format, boolean gzip, int filesPerTable) {
        public Target {
            if (gzip && format == TableFormat.PARQUET) {
                throw UserException.configuration(
                        "Cannot gzip Parquet: its pages are compressed already. Drop --gzip or change --output-format.");
            }
            if (filesPerTable < 0 || filesPerTable > MOST_FILES) {
                throw UserException.configuration(
                        "Cannot write " + filesPerTable + " files per table: it must be from 0"
                                + " (as the size asks) to " + MOST_FILES + ". Change --files-per-table.");
            }
        }

        private boolean plainFiles() {
            return filesPerTable == 1;
        }

        private String extension() {
            return "." + format.label() + (gzip ? ".gz" : "");
        }
    }

    /** The tables, nothing written; {@code partitions} ≥ 1 changes who computes a row, never the row. */
    PopulationTables tables(int partitions) {
        return PopulationTables.of(spark, population, partitions, partitions);
    }

    /**
     * Writes all tables.
     *
     * @param output a directory that does not exist yet, any Hadoop URI
     * @return table name → rows written
     * @throws UserException the output exists (exit code 5)
     */
    public Map<String, Long> write(Target target, String output, Phases phases) {
        try {
            Path place = Places.path(output);
            FileSystem files = Places.fileSystem(place, spark.sparkContext().hadoopConfiguration());
            return write(target, phases, files, files.makeQualified(place));
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "Cannot write the population to " + output + ": " + failure.getMessage(), failure);
        }
    }

    private Map<String, Long> write(Target target, Phases phases, FileSystem files, Path output) throws IOException {
        refuseExisting(files, output);
        Path attempt = attempt(output);
        files.delete(attempt, true);
        try {
            Map<String, Long> rows = new LinkedHashMap<>();
            for (Map.Entry<String, Dataset<Row>> table :
                    byName(target.filesPerTable()).entrySet()) {
                Path directory = new Path(attempt, table.getKey());
                rows.put(table.getKey(), phases.run("generate " + table.getKey(), () -> {
                    long written = writeTable(table.getValue(), target, directory);
                    phases.rows(written);
                    return written;
                }));
                if (target.plainFiles()) {
                    flatten(files, directory, target.extension());
                }
            }
            describe(files, new Path(attempt, DESCRIPTION), target, rows);
            publish(files, attempt, output);
            return Collections.unmodifiableMap(rows);
        } finally {
            files.delete(attempt, true);
        }
    }

    /**
     * Table name → its rows, in the order they are written, nothing written; judgements too where there are some.
     *
     * @param filesPerTable as in {@link Target}: as many partitions; changes no row
     */
    public Map<String, Dataset<Row>> byName(int filesPerTable) {
        Map<String, Dataset<Row>> tables = sized(filesPerTable).byName();
        if (population.judgements() > 0) {
            tables.putAll(JudgementTables.byName(spark, population, judgementFiles(filesPerTable)));
        }
        return tables;
    }

    private int judgementFiles(int filesPerTable) {
        double rows = population.expectedReports() / population.size().candidatesPerPrompt() * population.judgements();
        int parallelism = Math.max(1, spark.sparkContext().defaultParallelism());
        return filesPerTable > 0 ? filesPerTable : files(rows, parallelism);
    }

    private PopulationTables sized(int filesPerTable) {
        if (filesPerTable > 0) {
            return tables(filesPerTable);
        }
        int parallelism = Math.max(1, spark.sparkContext().defaultParallelism());
        double candidates =
                (double) population.size().prompts() * population.size().candidatesPerPrompt();
        double side = Math.max(candidates, (double) population.size().agents());
        int partitions = files(population.expectedReports(), parallelism);
        return PopulationTables.of(spark, population, partitions, files(side, 1));
    }

    private static int files(double rows, int least) {
        return (int) Math.min(MOST_FILES, Math.max(least, Math.ceil(rows / ROWS_PER_FILE)));
    }

    private static long writeTable(Dataset<Row> table, Target target, Path directory) {
        Observation written = new Observation();
        DataFrameWriter<Row> writer = table.observe(
                        written, functions.count(functions.lit(1)).as("rows"))
                .write()
                .mode(SaveMode.ErrorIfExists)
                .format(target.format().label())
                .option("maxRecordsPerFile", 0);
        if (target.format() == TableFormat.CSV) {
            writer.option("header", true);
        }
        if (target.format() != TableFormat.PARQUET) {
            writer.option("compression", target.gzip() ? "gzip" : "none");
        }
        writer.save(directory.toString());
        return rows(written);
    }

    private static long rows(Observation written) {
        try {
            return (Long) written.getAsJava().get("rows");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the rows written were counted", interrupted);
        }
    }

    /** Two runs of two applications at one time each have their own. */
    private Path attempt(Path output) {
        if (output.getParent() == null) {
            throw UserException.configuration(
                    "Cannot write a population to " + output + ": it has no parent directory. Change --output.");
        }
        String application = spark.sparkContext().applicationId();
        return new Path(output.getParent(), "." + output.getName() + ".attempt-" + application);
    }

    private static void refuseExisting(FileSystem files, Path output) throws IOException {
        if (files.exists(output)) {
            throw conflict(output);
        }
    }

    private static UserException conflict(Path output) {
        return UserException.outputConflict("Cannot write a population to " + output
                + ": it exists, and nothing is overwritten. Change --output or remove it.");
    }

    private static void publish(FileSystem files, Path attempt, Path output) throws IOException {
        refuseExisting(files, output);
        if (!files.rename(attempt, output)) {
            refuseExisting(files, output);
            throw new IOException("the file system refused to rename " + attempt + " to " + output);
        }
        // Renaming onto a directory that appeared meanwhile moves into it.
        Path astray = new Path(output, attempt.getName());
        if (files.exists(astray)) {
            files.delete(astray, true);
            throw conflict(output);
        }
    }

    /** Turns {@code reports/part-….csv} into {@code reports.csv}. */
    private static void flatten(FileSystem files, Path directory, String extension) throws IOException {
        FileStatus[] parts = files.listStatus(directory, path -> path.getName().startsWith("part-"));
        if (parts.length != 1) {
            throw new IOException("expected one file in " + directory + ", found " + parts.length);
        }
        Path plain = directory.suffix(extension);
        if (!files.rename(parts[0].getPath(), plain)) {
            throw new IOException("the file system refused to rename " + parts[0].getPath() + " to " + plain);
        }
        files.delete(directory, true);
        dropChecksum(files, plain);
    }

    /** Hadoop's hidden .crc beside a local file would make an edited sample unreadable. */
    private static void dropChecksum(FileSystem files, Path file) throws IOException {
        if (files instanceof ChecksumFileSystem local) {
            local.getRawFileSystem().delete(local.getChecksumFile(file), false);
        }
    }

    private void describe(FileSystem files, Path file, Target target, Map<String, Long> rows) throws IOException {
        String text = JsonStyle.text(
                MAPPER, new Description(1, target.format().label(), underscored(population.parameters()), rows));
        try (OutputStream out = files.create(file, false)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        dropChecksum(files, file);
    }

    /** population.json: how the population was made, and how many rows each table has. */
    private record Description(
            int schemaVersion, String format, Map<String, Number> parameters, Map<String, Long> rows) {}

    private static Map<String, Number> underscored(Map<String, Number> parameters) {
        Map<String, Number> named = new LinkedHashMap<>();
        parameters.forEach((name, value) -> named.put(name.replace('-', '_'), value));
        return named;
    }
}
