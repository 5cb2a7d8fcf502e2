package dev.candor.sql;

import dev.candor.io.run.Manifest;
import dev.candor.io.schema.TableFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.v2.FileTable;
import org.apache.spark.sql.execution.datasources.v2.csv.CSVTable;
import org.apache.spark.sql.execution.datasources.v2.json.JsonTable;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetTable;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** One table of a published run, read by Spark's own file source, which takes columns and filters down to the files. */
final class PublishedTable implements Table, SupportsRead {
    private final String name;
    private final Manifest manifest;
    private final FileTable files;

    private PublishedTable(String name, Manifest manifest, FileTable files) {
        this.name = name;
        this.manifest = manifest;
        this.files = files;
    }

    /**
     * A table of a run.
     *
     * @param name in full
     * @param table its last part
     */
    static PublishedTable of(
            String name, String table, RunFolder folder, String run, Manifest manifest, PublishedFiles files) {
        List<String> paths = files.paths().stream()
                .map(path -> folder.directory(run) + "/" + path)
                .toList();
        Source source = new Source(name, files.format(), files.isDocument());
        Optional<StructType> columns = switch (files.format()) {
            case PARQUET -> Optional.empty();
            case JSON ->
                files.isDocument()
                        ? Optional.of(columns(folder.text(run, files.paths().get(0))))
                        : source.typed(table, paths, manifest);
            case CSV -> source.typed(table, paths, manifest);
        };
        return new PublishedTable(name, manifest, source.table(paths, columns));
    }

    /** Spark would take the path of a whole document for a pattern. */
    private static StructType columns(String document) {
        SparkSession spark = SparkSession.active();
        return spark.read()
                .json(spark.createDataset(List.of(document), Encoders.STRING()))
                .schema();
    }

    private static int scale(Manifest manifest) {
        return Integer.parseInt(manifest.config().getOrDefault("scale", "0"));
    }

    private record Source(String name, TableFormat format, boolean isDocument) {
        /** Text files of one table have the same columns: the first names them, its header on one line. */
        Optional<StructType> typed(String table, List<String> paths, Manifest manifest) {
            StructType named =
                    table(paths.subList(0, 1), Optional.empty(), options(false)).schema();
            return Optional.of(PublishedColumns.of(table, named, scale(manifest)));
        }

        FileTable table(List<String> paths, Optional<StructType> columns) {
            return table(paths, columns, options(isDocument || format == TableFormat.CSV));
        }

        private FileTable table(List<String> paths, Optional<StructType> columns, CaseInsensitiveStringMap options) {
            SparkSession spark = SparkSession.active();
            Seq<String> all = CollectionConverters.asScala(paths).toList();
            Option<StructType> schema = Option.apply(columns.orElse(null));
            return switch (format) {
                case PARQUET -> new ParquetTable(name, spark, options, all, schema, ParquetFileFormat.class);
                case JSON -> new JsonTable(name, spark, options, all, schema, JsonFileFormat.class);
                case CSV -> new CSVTable(name, spark, options, all, schema, CSVFileFormat.class);
            };
        }

        /** Paths are no patterns, and what cannot be read is an error. */
        private CaseInsensitiveStringMap options(boolean hasLineBreaks) {
            Map<String, String> options = new HashMap<>(Map.of(
                    DataSource.GLOB_PATHS_KEY(),
                    "false",
                    "ignoreCorruptFiles",
                    "false",
                    "ignoreMissingFiles",
                    "false"));
            if (format != TableFormat.PARQUET) {
                options.put("mode", "FAILFAST");
                options.put("header", "true");
                options.put("escape", "\"");
                options.put("multiLine", String.valueOf(hasLineBreaks));
            }
            return new CaseInsensitiveStringMap(options);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // Columns are made of it.
    public StructType schema() {
        return files.schema();
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                "fingerprint", manifest.fingerprint(),
                "created", manifest.createdUtc(),
                "build", manifest.buildId());
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return files.newScanBuilder(options);
    }
}
