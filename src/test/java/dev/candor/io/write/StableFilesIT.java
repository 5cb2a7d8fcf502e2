package dev.candor.io.write;

import static dev.candor.io.write.PolicyTable.hadoop;
import static dev.candor.io.write.PolicyTable.read;
import static dev.candor.io.write.PolicyTable.shuffled;
import static dev.candor.io.write.PolicyTable.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import dev.candor.io.schema.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Law: the bytes of a published table are a function of its rows. */
class StableFilesIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final int ROWS = PolicyTable.ROWS;
    private static final int[] PARTITIONS = {1, 2, 7, 200};
    private static final int[] FEW_PARTITIONS = {1, 7};

    private static final StructType SCHEMA = PolicyTable.SCHEMA;

    @TempDir
    Path folder;

    private int writes;

    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void sameBytesOfManyFilesForAnyLayout(TableFormat format) throws IOException {
        assertSameBytes(format, 300, 4, format == TableFormat.PARQUET ? PARTITIONS : FEW_PARTITIONS);
    }

    @Test
    void sameBytesForManyPartitionsInText() throws IOException {
        assertSameBytes(TableFormat.CSV, 300, 4, new int[] {2, 200});
    }

    @Test
    void sameBytesOfOneFileForAnyLayout() throws IOException {
        assertSameBytes(TableFormat.PARQUET, ROWS, 1, PARTITIONS);
        assertSameBytes(TableFormat.CSV, ROWS, 1, FEW_PARTITIONS);
        assertSameBytes(TableFormat.JSON, ROWS, 1, FEW_PARTITIONS);
    }

    @Test
    void whatHadoopsConfigurationSaysOfParquetDoesNotCount() throws IOException {
        Map<String, String> expected = published(TableFormat.PARQUET, ROWS, shuffled(2, 1));
        var hadoop = SPARK.sparkContext().hadoopConfiguration();
        Map<String, String> other = Map.of(
                "parquet.page.row.count.limit", "10",
                "parquet.columnindex.truncate.length", "1",
                "parquet.bloom.filter.enabled", "true",
                "parquet.page.write-checksum.enabled", "false",
                "parquet.enable.dictionary", "true");
        other.forEach(hadoop::set);
        try {
            assertThat(published(TableFormat.PARQUET, ROWS, shuffled(2, 2))).isEqualTo(expected);
        } finally {
            other.keySet().forEach(hadoop::unset);
        }
    }

    /** Parquet lists several in the order of their identity hashes: one JVM would agree with itself alone. */
    @Test
    void everyParquetColumnHasOneEncoding() throws IOException {
        Path staging = next();
        write(TableFormat.PARQUET, ROWS, shuffled(2, 1), staging);
        HadoopInputFile file = HadoopInputFile.fromPath(
                hadoop(staging.resolve("policy/part-00000.parquet")),
                SPARK.sessionState().newHadoopConf());
        try (ParquetFileReader reader = ParquetFileReader.open(file)) {
            assertThat(reader.getFooter().getBlocks())
                    .isNotEmpty()
                    .allSatisfy(block -> assertThat(block.getColumns())
                            .hasSize(SCHEMA.size())
                            .allSatisfy(
                                    column -> assertThat(column.getEncodings()).hasSize(1)));
        }
    }

    private void assertSameBytes(TableFormat format, long rowsPerFile, int files, int[] partitions) throws IOException {
        Map<String, String> expected = null;
        for (int i = 0; i < partitions.length; i++) {
            boolean adaptive = (i % 2 == 0) == (format != TableFormat.CSV);
            Dataset<Row> rows = shuffled(partitions[i], i);
            Map<String, String> hashes = withAdaptive(adaptive, () -> published(format, rowsPerFile, rows));
            expected = expected == null ? hashes : expected;
            assertThat(hashes)
                    .as("%s partitions, adaptive %s", partitions[i], adaptive)
                    .isEqualTo(expected)
                    .hasSize(files);
        }
    }

    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void emptyTableIsOneReadableFile(TableFormat format) throws IOException {
        Path out = next();
        List<OutputFile> files = write(format, 10, SPARK.createDataFrame(List.<Row>of(), SCHEMA), out);
        assertThat(files)
                .singleElement()
                .satisfies(file -> assertThat(file.rows()).isZero());
        Path file = out.resolve("policy/part-00000." + format.label());
        assertThat(read(format, file)).isEmpty();
        if (format == TableFormat.CSV) {
            assertThat(file).hasContent("prompt_id,candidate_id,prob,charge");
        }
        if (format == TableFormat.PARQUET) {
            assertThat(SPARK.read().parquet(file.toString()).schema().fieldNames())
                    .isEqualTo(SCHEMA.fieldNames());
        }
    }

    @Test
    void describesTheFilesThatLieThereAndNothingElseDoes() throws IOException {
        Path out = next();
        List<OutputFile> files = write(TableFormat.PARQUET, 300, shuffled(7, 1), out);
        assertThat(files)
                .extracting(OutputFile::path)
                .containsExactly(
                        "policy/part-00000.parquet",
                        "policy/part-00001.parquet",
                        "policy/part-00002.parquet",
                        "policy/part-00003.parquet");
        assertThat(files).extracting(OutputFile::rows).containsExactly(250L, 250L, 250L, 250L);
        for (OutputFile file : files) {
            byte[] content = Files.readAllBytes(out.resolve(file.path()));
            assertThat(file.sha256()).isEqualTo(Sha256.of(content));
            assertThat(file.bytes()).isEqualTo(content.length);
        }
        try (Stream<Path> all = Files.walk(out)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(files.size());
        }
    }

    @Test
    void idsAreOrderedByTheirUtf8Bytes() throws IOException {
        // U+1F600 is after U+FF5E in UTF-8 and before it in Java's own string order.
        List<Row> rows = Stream.of("\uD83D\uDE00", "\uFF5E", "a", "Z", "é")
                .map(id -> RowFactory.create(id, "c", 1.0, null))
                .toList();
        Path out = next();
        write(TableFormat.JSON, 100, SPARK.createDataFrame(rows, SCHEMA), out);
        assertThat(Files.readAllLines(out.resolve("policy/part-00000.json")))
                .extracting(line -> line.substring(14, line.indexOf('"', 14)))
                .containsExactly("Z", "a", "é", "\uFF5E", "\uD83D\uDE00");
    }

    @Test
    void absentAndEmptyTextsStayApartInCsv() throws IOException {
        StructType texts = new StructType().add("id", "string").add("text", "string");
        List<Row> rows = List.of(
                RowFactory.create("1", null), RowFactory.create("2", ""), RowFactory.create("3", " \"x\",\ny "));
        Path out = next();
        new StableFiles(TableFormat.CSV).write(SPARK.createDataFrame(rows, texts), List.of("id"), hadoop(out), "t");
        assertThat(out.resolve("t/part-00000.csv")).hasContent("id,text\n1,\n2,\"\"\n3,\" \"\"x\"\",\ny \"\n");
    }

    @Test
    void computesItsInputOnce() throws IOException {
        var evaluations = SPARK.sparkContext().longAccumulator("evaluations");
        Dataset<Row> counted = SPARK.createDataFrame(
                shuffled(3, 1).javaRDD().map(row -> {
                    evaluations.add(1);
                    return row;
                }),
                SCHEMA);
        write(TableFormat.PARQUET, 300, counted, next());
        assertThat(evaluations.value()).isEqualTo(ROWS);
        assertThat(counted.storageLevel()).isEqualTo(org.apache.spark.storage.StorageLevel.NONE());
    }

    @Test
    void whatTheCallerKeepsStaysKept() throws IOException {
        Dataset<Row> kept = shuffled(3, 1).cache();
        try {
            write(TableFormat.PARQUET, 300, kept, next());
            assertThat(kept.storageLevel()).isNotEqualTo(org.apache.spark.storage.StorageLevel.NONE());
        } finally {
            kept.unpersist(true);
        }
    }

    /** Same bytes with and without counting, few rows or many files. */
    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void aKnownCountChangesNoByte(TableFormat format) throws IOException {
        for (long rowsPerFile : new long[] {ROWS, 300}) {
            Map<String, String> expected = published(format, rowsPerFile, shuffled(3, 1));
            Map<String, String> hashes = new TreeMap<>();
            new StableFiles(format, rowsPerFile)
                    .write(shuffled(2, 2), ROWS, List.of("prompt_id", "candidate_id"), hadoop(next()), "policy")
                    .forEach(file -> hashes.put(file.path(), file.sha256()));
            assertThat(hashes).isEqualTo(expected);
        }
    }

    @Test
    void aWrongCountIsFoundInTheFile() {
        assertThatThrownBy(() -> new StableFiles(TableFormat.PARQUET)
                        .write(shuffled(2, 2), ROWS - 1, List.of("prompt_id"), hadoop(next()), "policy"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1000")
                .hasMessageContaining("999");
    }

    /** Readable by whom the process's umask lets, as every other file of the run. */
    @Test
    void filesHaveOrdinaryPermissions() throws IOException {
        Path out = next();
        write(TableFormat.CSV, ROWS, shuffled(1, 1), out);
        Path other = Files.writeString(folder.resolve("other"), "x");
        assertThat(Files.getPosixFilePermissions(out.resolve("policy/part-00000.csv")))
                .isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void refusesUnknownKeys() {
        assertThatThrownBy(() -> new StableFiles(TableFormat.CSV)
                        .write(shuffled(1, 1), List.of("agent_id"), hadoop(next()), "policy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("agent_id");
    }

    private Map<String, String> published(TableFormat format, long rowsPerFile, Dataset<Row> rows) throws IOException {
        return PolicyTable.hashes(write(format, rowsPerFile, rows, next()));
    }

    private Path next() {
        return folder.resolve("write-" + writes++);
    }

    private static <T> T withAdaptive(boolean adaptive, IoSupplier<T> body) throws IOException {
        SPARK.conf().set("spark.sql.adaptive.enabled", adaptive);
        try {
            return body.get();
        } finally {
            SPARK.conf().unset("spark.sql.adaptive.enabled");
        }
    }

    private interface IoSupplier<T> {
        T get() throws IOException;
    }
}
