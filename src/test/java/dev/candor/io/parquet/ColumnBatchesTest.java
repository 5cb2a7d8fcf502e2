package dev.candor.io.parquet;

import static dev.candor.io.parquet.FlatRows.HADOOP;
import static dev.candor.io.parquet.FlatRows.hadoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Column batches against Parquet's own record reader, over files of every encoding. */
class ColumnBatchesTest {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message t {
              required binary agent_id (STRING);
              optional binary prompt_id (STRING);
              optional binary unread (STRING);
              optional binary candidate_id (ENUM);
              required double reward;
              optional double weight;
              optional float boost;
              required int32 count;
              optional int32 small (INTEGER(8,true));
              optional int64 large;
            }
            """);
    private static final List<String> IDS = List.of("candidate_id", "agent_id", "prompt_id", "payer_id");
    private static final List<String> NUMBERS =
            List.of("reward", "weight", "boost", "count", "small", "large", "prompt_weight");
    private static final List<CompressionCodecName> CODECS = List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.ZSTD,
            CompressionCodecName.GZIP);

    @TempDir
    Path folder;

    @Property(tries = 40)
    void rowsAreThoseOfTheRecordReader(@ForAll @IntRange(max = 4000) int rows, @ForAll long seed) throws IOException {
        Path temporary = Files.createTempDirectory("batches");
        Random random = new Random(seed);
        Path file = FlatRows.write(
                temporary.resolve("t.parquet"), SCHEMA, settings(random), rows(random, rows, 1 + random.nextInt(900)));

        assertSame(file);

        deleteAll(temporary);
    }

    @Test
    void everyEncodingOfTheWriterOccurs() throws IOException {
        Set<Encoding> seen = new HashSet<>();
        for (WriterVersion version : WriterVersion.values()) {
            for (boolean dictionary : new boolean[] {false, true}) {
                for (boolean split : new boolean[] {false, true}) {
                    Path file = write(
                            version + "-" + dictionary + "-" + split,
                            40_000,
                            builder -> builder.withWriterVersion(version)
                                    .withDictionaryEncoding(dictionary)
                                    .withByteStreamSplitEncoding(split));
                    assertSame(file);
                    chunks(file).forEach(chunk -> seen.addAll(chunk.getEncodings()));
                }
            }
        }
        assertThat(seen)
                .contains(
                        Encoding.PLAIN,
                        Encoding.RLE_DICTIONARY,
                        Encoding.DELTA_BINARY_PACKED,
                        Encoding.DELTA_BYTE_ARRAY,
                        Encoding.BYTE_STREAM_SPLIT);
    }

    @Test
    void aColumnMayFallBackFromItsDictionary() throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            // Few ids first, many later: the dictionary pays at first.
            String id = "agent-" + (i < 20_000 ? i % 50 : i / 2);
            rows.add(Arrays.asList(id, id, null, id, i < 20_000 ? i % 7 : i, i * 0.5, 1, i, i % 100, (long) i));
        }
        for (WriterVersion version : WriterVersion.values()) {
            Path file = FlatRows.write(
                    folder.resolve("fall" + version),
                    SCHEMA,
                    builder -> builder.withWriterVersion(version)
                            .withDictionaryPageSize(4096)
                            .withPageRowCountLimit(3000),
                    rows);
            ColumnChunkMetaData agents = chunks(file).get(0);
            assertThat(agents.getEncodingStats().hasDictionaryEncodedPages()).isTrue();
            assertThat(agents.getEncodingStats().hasNonDictionaryEncodedPages()).isTrue();
            assertSame(file);
        }
    }

    /** DuckDB 1.4.1 wrote the same 900 rows three times: with dictionaries, plain, and as deltas and split streams. */
    @ParameterizedTest
    @ValueSource(strings = {"dictionary", "plain", "delta"})
    void readsFilesOfDuckDb(String encoding) {
        Path file = Path.of("src/test/resources/duckdb", encoding + ".parquet").toAbsolutePath();
        List<List<Object>> rows = FlatRows.byColumns(file, IDS, NUMBERS);
        assertThat(rows).isEqualTo(FlatRows.byRecords(file, IDS, NUMBERS)).hasSize(900);
        assertThat(rows.get(31))
                .isEqualTo(Arrays.asList(
                        "r1", "agent-96", "p0", null, 961 / 8.0, null, 3.875, 3.0, -19.0, 31 * 0x1p46 + 31, null));
    }

    @Test
    void codesOfOneIdAreEqualInAllBatches() throws IOException {
        Path file = write("codes", 100_000, builder -> builder.withDictionaryEncoding(false));
        RowGroup group = RowGroup.of(hadoop(file), HADOOP).get(0);
        try (ColumnBatches batches = ColumnBatches.open(group, List.of("prompt_id"), List.of(), HADOOP)) {
            List<Integer> sizes = new ArrayList<>();
            while (batches.next()) {
                sizes.add(batches.rows());
            }
            IdDictionary ids = batches.ids(0);
            Set<String> distinct = new HashSet<>();
            IntStream.range(0, ids.size()).forEach(code -> distinct.add(FlatRows.id(ids, code)));
            assertThat(distinct).hasSize(ids.size());
            assertThat(sizes).containsExactly(1 << 15, 1 << 15, 1 << 15, 100_000 - 3 * (1 << 15));
            assertThat(batches.next()).isFalse();
            assertThat(batches.rows()).isZero();
        }
    }

    @Test
    void aFileWithoutRowsHasNoRowGroups() throws IOException {
        assertThat(RowGroup.of(hadoop(write("none", 0, builder -> builder)), HADOOP))
                .isEmpty();
    }

    @Test
    void columnsThatTheFileLacksAreNull() throws IOException {
        Path file = write("lacks", 3, builder -> builder);
        assertThat(FlatRows.byColumns(file, List.of("payer_id", "Agent_Id"), List.of("prompt_weight")))
                .isEqualTo(List.of(
                        Arrays.asList(null, null, null),
                        Arrays.asList(null, null, null),
                        Arrays.asList(null, null, null)));
    }

    @Test
    void batchesWithoutNullsSaySo() throws IOException {
        Path file = write("nulls", 10, builder -> builder);
        RowGroup group = RowGroup.of(hadoop(file), HADOOP).get(0);
        try (ColumnBatches batches = ColumnBatches.open(group, List.of(), List.of("reward", "prompt_weight"), HADOOP)) {
            assertThat(batches.next()).isTrue();
            assertThat(batches.nulls(0)).isNull();
            assertThat(Arrays.copyOf(batches.nulls(1), 10)).containsOnly(true);
        }
    }

    @Test
    void declinesWhatItDoesNotRead() {
        MessageType other = MessageTypeParser.parseMessageType("""
                message t {
                  required binary raw;
                  repeated binary many (STRING);
                  required group nested { required double x; }
                  required int32 unsigned (INTEGER(32,false));
                  required int64 decimal (DECIMAL(18,2));
                  required int32 day (DATE);
                  required int64 time (TIMESTAMP(MILLIS,true));
                  required int96 old;
                  required boolean flag;
                  required fixed_len_byte_array(2) half (FLOAT16);
                }
                """);
        for (var field : other.getFields()) {
            assertThat(ColumnBatches.reads(other, List.of(field.getName()), List.of()))
                    .as(field.getName())
                    .isFalse();
            assertThat(ColumnBatches.reads(other, List.of(), List.of(field.getName())))
                    .as(field.getName())
                    .isFalse();
        }
        assertThat(ColumnBatches.reads(other, List.of("absent"), List.of("missing")))
                .isTrue();
        assertThat(ColumnBatches.reads(SCHEMA, IDS, NUMBERS)).isTrue();
        assertThat(ColumnBatches.reads(SCHEMA, List.of("reward"), List.of())).isFalse();
        assertThat(ColumnBatches.reads(SCHEMA, List.of(), List.of("agent_id"))).isFalse();
    }

    @Test
    void wrongCallsAreRefused() throws IOException {
        RowGroup group = RowGroup.of(hadoop(write("calls", 3, builder -> builder)), HADOOP)
                .get(0);
        assertThatThrownBy(() -> ColumnBatches.open(group, List.of("reward"), List.of(), HADOOP))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ColumnBatches.open(group, List.of("agent_id", "agent_id"), List.of(), HADOOP))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyTheChunksAskedForAreRead() throws IOException {
        Path file = write("chunks", 5000, builder -> builder);
        byte[] bytes = Files.readAllBytes(file);
        ColumnChunkMetaData unread = chunks(file).get(2);
        Arrays.fill(
                bytes, (int) unread.getStartingPos(), (int) (unread.getStartingPos() + unread.getTotalSize()), (byte)
                        -1);
        List<List<Object>> expected = FlatRows.byRecords(file, IDS, NUMBERS);
        tamper(file, bytes);
        assertThat(FlatRows.byColumns(file, IDS, NUMBERS)).isEqualTo(expected);
    }

    @Test
    void aFileThatHasChangedIsRefused() throws IOException {
        Path file = write("changed", 100, builder -> builder);
        RowGroup group = RowGroup.of(hadoop(file), HADOOP).get(0);
        Files.delete(file);
        assertUnreadable(group, "");
        write("changed", 101, builder -> builder);
        assertUnreadable(group, "the file has changed");
        tamper(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
        assertUnreadable(group, "");
        assertThatThrownBy(() -> RowGroup.of(hadoop(file), HADOOP))
                .isInstanceOf(ParquetDecodingException.class)
                .hasMessageContaining("changed");
    }

    @Test
    void checksumsAreHeldAgainstThePages() throws IOException {
        Path file = FlatRows.write(
                folder.resolve("sums"),
                SCHEMA,
                builder -> builder.withDictionaryEncoding(false),
                List.of(Arrays.asList("the-agent", null, null, null, 1, null, null, 1, null, null)));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        tamper(file, text.replaceFirst("the-agent", "the-other").getBytes(StandardCharsets.ISO_8859_1));
        assertUnreadable(RowGroup.of(hadoop(file), HADOOP).get(0), "CRC");
    }

    /** Overwrites a file, without Hadoop's own checksum beside it. */
    private static void tamper(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }

    private static void assertUnreadable(RowGroup group, String because) {
        assertThatThrownBy(() -> FlatRows.byColumns(group, IDS, NUMBERS))
                .isInstanceOf(ParquetDecodingException.class)
                .hasMessageContaining(
                        new org.apache.hadoop.fs.Path(group.path()).toUri().toString())
                .hasMessageContaining(because);
    }

    private Path write(String name, int rows, UnaryOperator<ExampleParquetWriter.Builder> settings) {
        return FlatRows.write(
                folder.resolve(name),
                SCHEMA,
                builder -> settings.apply(
                        builder.withWriteMode(org.apache.parquet.hadoop.ParquetFileWriter.Mode.OVERWRITE)),
                rows(new Random(7), rows, 300));
    }

    private static void assertSame(Path file) {
        assertThat(FlatRows.byColumns(file, IDS, NUMBERS).equals(FlatRows.byRecords(file, IDS, NUMBERS)))
                .isTrue();
    }

    private static List<ColumnChunkMetaData> chunks(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(FlatRows.input(file))) {
            return reader.getRowGroups().get(0).getColumns();
        }
    }

    /** Small pages, dictionaries and row groups, so that their borders fall everywhere. */
    private static UnaryOperator<ExampleParquetWriter.Builder> settings(Random random) {
        return builder -> builder.withWriterVersion(
                        random.nextBoolean() ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0)
                .withCompressionCodec(CODECS.get(random.nextInt(CODECS.size())))
                .withDictionaryEncoding(random.nextInt(4) > 0)
                .withByteStreamSplitEncoding(random.nextInt(3) == 0)
                .withDictionaryPageSize(256 << random.nextInt(8))
                .withPageSize(256 << random.nextInt(8))
                .withPageRowCountLimit(1 + random.nextInt(2000))
                .withMinRowCountForPageSizeCheck(1 + random.nextInt(100))
                .withMaxRowCountForPageSizeCheck(101)
                .withRowGroupSize(10_000L << random.nextInt(8));
    }

    private static List<List<Object>> rows(Random random, int count, int distinct) {
        int nulls = random.nextInt(3);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Arrays.asList(
                    id(random, distinct),
                    orNull(random, nulls, id(random, distinct)),
                    "unread-" + i,
                    orNull(random, nulls, id(random, 1 + i / 97)),
                    random.nextInt(distinct) / 7.0,
                    orNull(random, nulls, random.nextGaussian()),
                    orNull(random, nulls, random.nextFloat()),
                    random.nextInt(distinct),
                    orNull(random, nulls, (byte) random.nextInt()),
                    orNull(random, nulls, random.nextLong())));
        }
        return rows;
    }

    /** None, some (in stretches) or all. */
    private static Object orNull(Random random, int nulls, Object cell) {
        return nulls == 0 || (nulls == 1 && random.nextInt(3) > 0) ? cell : null;
    }

    /** Empty, short, long, and not UTF-8. */
    private static String id(Random random, int distinct) {
        int id = random.nextInt(distinct);
        return switch (id % 5) {
            case 0 -> id == 0 ? "" : "p" + id;
            case 1 -> "\u00FF\u00C3(\u0000" + id;
            case 2 -> "long-".repeat(40) + id;
            default -> "agent-" + id;
        };
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
