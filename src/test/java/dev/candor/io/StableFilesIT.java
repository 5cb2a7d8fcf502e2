package dev.candor.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Law: the bytes of a published table are a function of its rows. */
class StableFilesIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final int ROWS = 1000;
    private static final int[] PARTITIONS = {1, 2, 7, 200};
    private static final int[] FEW_PARTITIONS = {1, 7};

    private static final StructType SCHEMA = new StructType()
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_id", DataTypes.StringType, false)
            .add("prob", DataTypes.DoubleType, false)
            .add("charge", DataTypes.createDecimalType(18, 2), true);

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
    void filesTogetherAreSortedAndAboutEqual(TableFormat format) throws IOException {
        for (long rowsPerFile : new long[] {ROWS - 1, ROWS, 250, 1}) {
            List<Row> rows = table().subList(0, rowsPerFile == 1 ? 5 : ROWS);
            List<Row> layout = new ArrayList<>(rows);
            Collections.shuffle(layout, new Random(rowsPerFile));
            Path out = next();
            List<OutputFile> files = write(format, rowsPerFile, SPARK.createDataFrame(layout, SCHEMA), out);
            List<String> read = new ArrayList<>();
            for (OutputFile file : files) {
                List<Row> part = read(format, out.resolve(file.path()));
                assertThat(part).hasSize(file.rows().intValue());
                part.forEach(row -> read.add(row.toString()));
            }
            assertThat(read).isEqualTo(rows.stream().map(Row::toString).toList());
            assertThat(files).hasSize((int) ((rows.size() + rowsPerFile - 1) / rowsPerFile));
            assertThat(files.stream().mapToLong(OutputFile::rows)).allMatch(size -> size >= 1 && size <= rowsPerFile);
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

    /** Rows of a quarantine have no key. */
    @Test
    void rowsWithTheSameKeyAreSortedByTheRest() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(RowFactory.create("p", "c", (double) (i % 20), i % 2 == 0 ? null : BigDecimal.valueOf(i, 2)));
        }
        Map<String, String> expected = null;
        for (int seed = 0; seed < 4; seed++) {
            Collections.shuffle(rows, new Random(seed));
            Map<String, String> hashes = published(
                    TableFormat.JSON, 25, SPARK.createDataFrame(rows, SCHEMA).repartition(seed + 1));
            expected = expected == null ? hashes : expected;
            assertThat(hashes).isEqualTo(expected).hasSize(1);
        }
    }

    /** A sample of 256 rows a file says where to cut: 20,000 rows in 8 files are 2,500 each but for a fifth, typically. */
    @Test
    void manyRowsAreCutByASampleThatDependsOnThemAlone() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            rows.add(RowFactory.create("agent-" + i * 7919 % 20_000, "c", (double) i, null));
        }
        Map<String, String> expected = null;
        for (int seed = 0; seed < 3; seed++) {
            Collections.shuffle(rows, new Random(seed));
            Dataset<Row> layout = SPARK.createDataFrame(rows, SCHEMA).repartition(1 + 4 * seed);
            Path out = next();
            List<OutputFile> files = write(TableFormat.PARQUET, 2_500, layout, out);
            assertThat(files)
                    .hasSize(8)
                    .allSatisfy(file -> assertThat(file.rows()).isBetween(1_800L, 3_200L));
            Map<String, String> hashes = new TreeMap<>();
            files.forEach(file -> hashes.put(file.path(), file.sha256()));
            expected = expected == null ? hashes : expected;
            assertThat(hashes).isEqualTo(expected);
            List<String> ids = new ArrayList<>();
            for (OutputFile file : files) {
                read(TableFormat.PARQUET, out.resolve(file.path())).forEach(row -> ids.add(row.getString(0)));
            }
            assertThat(ids).hasSize(20_000).isSorted();
        }
    }

    /** Texts of several files that hold what Java's own order of strings would place elsewhere, and a key that is absent. */
    @Test
    void cutsFollowTheOrderOfTheRows() throws IOException {
        StructType keyed = new StructType().add("id", "string").add("number", "double");
        List<Row> rows = new ArrayList<>();
        for (String id : List.of("\uD83D\uDE00", "\uFF5E", "a", "Z", "é", "")) {
            rows.add(RowFactory.create(id, 1.5));
            rows.add(RowFactory.create(id, -2.0));
            rows.add(RowFactory.create(id, null));
        }
        rows.add(RowFactory.create(null, 7.0));
        Dataset<Row> table = SPARK.createDataFrame(rows, keyed);
        List<String> sorted = table.orderBy("id", "number").collectAsList().stream()
                .map(Row::toString)
                .toList();
        for (TableFormat format : List.of(TableFormat.PARQUET, TableFormat.JSON)) {
            Path out = next();
            List<OutputFile> files = new StableFiles(format, 2).write(table, List.of("id", "number"), hadoop(out), "t");
            List<String> read = new ArrayList<>();
            for (OutputFile file : files) {
                List<Row> part = SPARK.read()
                        .format(format.label())
                        .schema(keyed)
                        .option("header", true)
                        .load(out.resolve(file.path()).toString())
                        .collectAsList();
                assertThat(part).hasSize(file.rows().intValue());
                part.forEach(row -> read.add(row.toString()));
            }
            assertThat(read).as("%s", format).isEqualTo(sorted);
            assertThat(files).hasSize(10);
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
        Map<String, String> hashes = new TreeMap<>();
        write(format, rowsPerFile, rows, next()).forEach(file -> hashes.put(file.path(), file.sha256()));
        return hashes;
    }

    private static List<OutputFile> write(TableFormat format, long rowsPerFile, Dataset<Row> rows, Path out) {
        return new StableFiles(format, rowsPerFile)
                .write(rows, List.of("prompt_id", "candidate_id"), hadoop(out), "policy");
    }

    private static List<Row> read(TableFormat format, Path file) {
        return SPARK.read()
                .format(format.label())
                .schema(SCHEMA)
                .option("header", true)
                .load(file.toString())
                .collectAsList();
    }

    /** Sorted by (prompt, candidate); both ids sort as texts. */
    private static List<Row> table() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(RowFactory.create(
                    "p%03d".formatted(i / 8),
                    "c%d".formatted(i % 8),
                    StrictMath.exp(-i / 7.0),
                    i % 5 == 0 ? null : BigDecimal.valueOf(i * 31L, 2)));
        }
        return rows;
    }

    private static Dataset<Row> shuffled(int partitions, long seed) {
        List<Row> rows = table();
        Collections.shuffle(rows, new Random(seed));
        return SPARK.createDataFrame(rows, SCHEMA).repartition(partitions);
    }

    private Path next() {
        return folder.resolve("write-" + writes++);
    }

    private static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
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
