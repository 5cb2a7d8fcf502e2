package dev.candor.io.parquet;

import static dev.candor.io.parquet.FlatRows.HADOOP;
import static dev.candor.io.parquet.FlatRows.hadoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bitpacking.ByteBitPackingValuesWriter;
import org.apache.parquet.column.values.bitpacking.Packer;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that no current writer of ours makes: rare encodings, odd dictionaries, damage behind sound headers. */
class CraftedPagesTest {
    private static final MessageType OPTIONAL_ID =
            MessageTypeParser.parseMessageType("message t { optional binary id (STRING); }");
    private static final MessageType REQUIRED_ID =
            MessageTypeParser.parseMessageType("message t { required binary id (STRING); }");
    private static final MessageType REQUIRED_NUMBER =
            MessageTypeParser.parseMessageType("message t { required double x; }");
    private static final HeapByteBufferAllocator HEAP = new HeapByteBufferAllocator();

    /** A page of the first version, uncompressed; {@code levels} says how those are encoded. */
    private record Page(int rows, Encoding levels, Encoding values, BytesInput bytes) {}

    @TempDir
    Path folder;

    @Test
    void lengthsApartFromTheBytes() throws IOException {
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            ids.add("agent-" + i % 300 + "x".repeat(i % 11));
        }
        byte[] values = strings(new DeltaLengthByteArrayValuesWriter(64, 1 << 16, HEAP), ids);
        Path file = write(REQUIRED_ID, null, page(1000, Encoding.RLE, Encoding.DELTA_LENGTH_BYTE_ARRAY, values));
        assertThat(ids(file)).isEqualTo(ids);
    }

    @Test
    @SuppressWarnings("deprecation") // The encoding is what this is about.
    void levelsOfOldFiles() throws IOException {
        List<Object> ids = new ArrayList<>();
        ValuesWriter levels = new ByteBitPackingValuesWriter(1, Packer.BIG_ENDIAN);
        for (int i = 0; i < 1003; i++) {
            boolean missing = i % 3 == 0 || (i > 200 && i < 400);
            ids.add(missing ? null : "agent-" + i % 77);
            levels.writeInteger(missing ? 0 : 1);
        }
        byte[] values = strings(plain(), ids);
        Path file = write(
                OPTIONAL_ID, null, page(1003, Encoding.BIT_PACKED, Encoding.PLAIN, joined(bytes(levels), values)));
        assertThat(ids(file)).isEqualTo(ids);
    }

    @Test
    void aDictionaryThatRepeatsAnId() throws IOException {
        DictionaryPage dictionary = dictionary("a", "b", "a");
        Page codes = page(3, Encoding.RLE, Encoding.RLE_DICTIONARY, new byte[] {2, 3, 0b00_10_01_00, 0});
        Page more = page(3, Encoding.RLE, Encoding.PLAIN, strings(plain(), List.of("c", "a", "b")));
        Path file = write(REQUIRED_ID, dictionary, codes, more);
        assertThat(ids(file)).containsExactly("a", "b", "a", "c", "a", "b");
    }

    @Test
    void aPageOfNullsAlone() throws IOException {
        byte[] levels = {2, 0, 0, 0, 10, 0};
        Page nulls = page(5, Encoding.RLE, Encoding.RLE_DICTIONARY, levels);
        Path file = write(OPTIONAL_ID, dictionary("a"), nulls);
        assertThat(ids(file)).isEqualTo(Arrays.asList(null, null, null, null, null));
    }

    @Test
    void codesOutsideOfTheDictionary() throws IOException {
        Page codes = page(3, Encoding.RLE, Encoding.RLE_DICTIONARY, new byte[] {2, 3, 0b00_11_01_00, 0});
        assertDamaged(write(REQUIRED_ID, dictionary("a", "b", "c"), codes), "a code outside of the dictionary");
        Page negative = page(3, Encoding.RLE, Encoding.RLE_DICTIONARY, new byte[] {32, 6, -1, -1, -1, -1});
        assertDamaged(write(REQUIRED_ID, dictionary("a", "b", "c"), negative), "a code outside of the dictionary");
    }

    @Test
    void codesWithoutADictionary() throws IOException {
        Page codes = page(3, Encoding.RLE, Encoding.RLE_DICTIONARY, new byte[] {2, 3, 0, 0});
        assertDamaged(write(REQUIRED_ID, null, codes), "without a dictionary");
    }

    @Test
    void fewerValuesThanRows() throws IOException {
        byte[] two = strings(plain(), List.of("a", "b"));
        assertDamaged(write(REQUIRED_ID, null, page(3, Encoding.RLE, Encoding.PLAIN, two)), "beyond its page");
        byte[] numbers = new byte[20];
        Path file = write(REQUIRED_NUMBER, null, page(3, Encoding.RLE, Encoding.PLAIN, numbers));
        assertDamaged(file, "column x");
    }

    @Test
    void aDictionaryThatEndsEarly() throws IOException {
        byte[] two = strings(plain(), List.of("a", "b"));
        Page codes = page(3, Encoding.RLE, Encoding.RLE_DICTIONARY, new byte[] {2, 3, 0, 0});
        assertDamaged(write(REQUIRED_ID, dictionary(two, 3), codes), "beyond its page");
    }

    @Test
    void aColumnShorterThanItsRowGroup() throws IOException {
        Path file = write(
                REQUIRED_ID, 4, null, page(3, Encoding.RLE, Encoding.PLAIN, strings(plain(), List.of("a", "b", "c"))));
        assertDamaged(file, "3 values in 4 rows");
    }

    /** Whatever the bytes behind a header: the rows it promises, or the one exception. */
    @Property(tries = 300)
    void damageIsTheExceptionOrRows(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] dictionary = strings(plain(), List.of("", "a", "bb", "ccc", "dddd"));
        byte[] levels = levels(random, 200);
        byte[] codes = joined(levels, new byte[] {3}, codes(random, 200, 5));
        byte[] plain = joined(levels, strings(plain(), Arrays.asList(new Object[] {"a", "b", "c"})));
        byte[] lengths = joined(
                levels, strings(new DeltaLengthByteArrayValuesWriter(64, 1 << 16, HEAP), List.of("a", "bb", "c")));
        for (byte[] bytes : List.of(dictionary, codes, plain, lengths)) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Path temporary = Files.createTempDirectory("crafted");
        Path file = temporary.resolve("t.parquet");
        write(
                file,
                OPTIONAL_ID,
                600,
                dictionary(dictionary, 5),
                page(200, Encoding.RLE, Encoding.RLE_DICTIONARY, codes),
                page(200, Encoding.RLE, Encoding.PLAIN, plain),
                page(200, Encoding.RLE, Encoding.DELTA_LENGTH_BYTE_ARRAY, lengths));
        try {
            assertThat(ids(file)).hasSize(600);
        } catch (ParquetDecodingException damaged) {
            assertThat(damaged).hasMessageContaining("t.parquet");
        }
        Files.delete(file);
        Files.deleteIfExists(temporary.resolve(".t.parquet.crc"));
        Files.delete(temporary);
    }

    private void assertDamaged(Path file, String because) {
        assertThatThrownBy(() -> FlatRows.byColumns(file, List.of("id"), List.of("x")))
                .isInstanceOf(ParquetDecodingException.class)
                .hasMessageContaining("file:" + file)
                .hasMessageContaining(because);
    }

    private static List<Object> ids(Path file) {
        List<Object> ids = new ArrayList<>();
        FlatRows.byColumns(file, List.of("id"), List.of()).forEach(row -> ids.add(row.get(0)));
        return ids;
    }

    private Path write(MessageType schema, DictionaryPage dictionary, Page... pages) throws IOException {
        return write(schema, Arrays.stream(pages).mapToInt(Page::rows).sum(), dictionary, pages);
    }

    private Path write(MessageType schema, int rows, DictionaryPage dictionary, Page... pages) throws IOException {
        Path file = Files.createTempDirectory(folder, "crafted").resolve("t.parquet");
        write(file, schema, rows, dictionary, pages);
        return file;
    }

    private static void write(Path file, MessageType schema, int rows, DictionaryPage dictionary, Page... pages)
            throws IOException {
        var column = schema.getColumns().get(0);
        try (ParquetFileWriter writer = new ParquetFileWriter(
                HadoopOutputFile.fromPath(hadoop(file), HADOOP),
                schema,
                ParquetFileWriter.Mode.CREATE,
                1 << 20,
                1 << 20,
                null,
                ParquetProperties.builder().build())) {
            writer.start();
            writer.startBlock(rows);
            writer.startColumn(
                    column, Arrays.stream(pages).mapToInt(Page::rows).sum(), CompressionCodecName.UNCOMPRESSED);
            if (dictionary != null) {
                writer.writeDictionaryPage(dictionary);
            }
            for (Page page : pages) {
                writer.writeDataPage(
                        page.rows,
                        (int) page.bytes.size(),
                        page.bytes,
                        // Of nulls these pages say nothing.
                        Statistics.getBuilderForReading(column.getPrimitiveType())
                                .build(),
                        page.rows,
                        Encoding.RLE,
                        page.levels,
                        page.values);
            }
            writer.endColumn();
            writer.endBlock();
            writer.end(Map.of());
        }
    }

    private static Page page(int rows, Encoding levels, Encoding values, byte[] bytes) {
        return new Page(rows, levels, values, BytesInput.from(bytes));
    }

    private static PlainValuesWriter plain() {
        return new PlainValuesWriter(64, 1 << 16, HEAP);
    }

    private static DictionaryPage dictionary(Object... ids) throws IOException {
        return dictionary(strings(plain(), List.of(ids)), ids.length);
    }

    private static DictionaryPage dictionary(byte[] plain, int entries) {
        return new DictionaryPage(BytesInput.from(plain), entries, Encoding.PLAIN);
    }

    /** The ids that are not null, encoded. */
    private static byte[] strings(ValuesWriter writer, List<Object> ids) throws IOException {
        for (Object id : ids) {
            if (id != null) {
                writer.writeBytes(FlatRows.bytes((String) id));
            }
        }
        return bytes(writer);
    }

    private static byte[] bytes(ValuesWriter writer) throws IOException {
        return writer.getBytes().toInputStream().readAllBytes();
    }

    /** Levels of which three are 1, with their length before them as a page has it. */
    private static byte[] levels(Random random, int rows) throws IOException {
        int first = random.nextInt(rows - 3);
        ValuesWriter writer = new RunLengthBitPackingHybridValuesWriter(1, 64, 1 << 16, HEAP);
        for (int i = 0; i < rows; i++) {
            writer.writeInteger(i >= first && i < first + 3 ? 1 : 0);
        }
        return bytes(writer);
    }

    private static byte[] codes(Random random, int count, int entries) {
        ByteBuffer codes = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            codes.put((byte) 2).put((byte) random.nextInt(entries));
        }
        return codes.array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
