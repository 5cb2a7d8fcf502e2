package dev.candor.io.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;

/** A number column as doubles. */
final class NumberColumn extends FlatColumn {
    private final ColumnDescriptor descriptor;
    private final NumberType type;
    private final double[] numbers;
    private final boolean[] nulls;
    private final int[] codes;

    /** The values of the file's dictionary; null where it has none. */
    private final double[] dictionary;

    private boolean anyNull;
    private NumberType.Numbers page;

    /** The page's values, where they are codes. */
    private DictionaryCodes coded;

    /** Values of the page by its own count, −1 where only its bytes tell. */
    private int counted;

    private int pageBytes;

    /** @param pages null when the file lacks the column */
    NumberColumn(ChunkPages pages, NumberType type, int mostRows) throws IOException {
        super(pages, mostRows);
        this.descriptor = pages == null ? null : pages.descriptor();
        this.type = type;
        this.numbers = new double[mostRows];
        this.nulls = new boolean[mostRows];
        this.codes = new int[mostRows];
        ChunkPages.RawPage found = dictionary(pages);
        this.dictionary = found == null ? null : load(found);
    }

    /** The numbers of the batch; 0 where there is none. */
    double[] numbers() {
        return numbers;
    }

    /** Which numbers of the batch are missing; null when none is. */
    boolean[] nulls() {
        return anyNull ? nulls : null;
    }

    private double[] load(ChunkPages.RawPage page) {
        ByteBuffer bytes = page.bytes();
        if (bytes.remaining() != (long) page.values() * type.bytes()) {
            throw new ParquetDecodingException(
                    "a dictionary of " + page.values() + " numbers has " + bytes.remaining() + " bytes");
        }
        double[] entries = new double[page.values()];
        type.plain(bytes).read(entries, 0, entries.length);
        return entries;
    }

    @Override
    protected void clear() {
        if (anyNull) {
            Arrays.fill(nulls, false);
            anyNull = false;
        }
    }

    @Override
    protected void open(Encoding encoding, ByteBuffer values, int rows) throws IOException {
        coded = null;
        counted = -1;
        pageBytes = values.remaining();
        if (encoding.usesDictionary()) {
            coded = new DictionaryCodes(values, needed(dictionary == null ? -1 : dictionary.length));
            page = this::lookUp;
        } else {
            page = switch (encoding) {
                case PLAIN -> type.plain(values);
                case BYTE_STREAM_SPLIT -> other(encoding, values, rows);
                case DELTA_BINARY_PACKED -> {
                    counted = DeltaNumbers.count(values.duplicate(), rows);
                    yield other(encoding, values, rows);
                }
                default -> throw new ParquetDecodingException("numbers encoded as " + encoding);
            };
        }
    }

    @Override
    protected void decode(int from, int count) {
        page.read(numbers, from, count);
    }

    @Override
    protected void end(int present) {
        if (coded != null) {
            coded.end();
        } else if (counted < 0 ? pageBytes != (long) present * type.bytes() : counted != present) {
            throw new ParquetDecodingException(
                    present + " numbers in a page of " + (counted < 0 ? pageBytes + " bytes" : counted));
        }
    }

    @Override
    protected void spread(int from, int rows, int present, int[] levels) {
        anyNull = true;
        int next = from + present;
        for (int i = rows - 1; i >= 0; i--) {
            boolean missing = levels[i] == 0;
            nulls[from + i] = missing;
            numbers[from + i] = missing ? 0.0 : numbers[--next];
        }
    }

    private void lookUp(double[] out, int from, int count) {
        coded.read(codes, 0, count);
        for (int i = 0; i < count; i++) {
            out[from + i] = dictionary[codes[i]];
        }
    }

    /** Parquet's own reader of a page's values. */
    private NumberType.Numbers other(Encoding encoding, ByteBuffer values, int rows) throws IOException {
        ValuesReader reader = encoding.getValuesReader(descriptor, ValuesType.VALUES);
        reader.initFromPage(rows, ByteBufferInputStream.wrap(values));
        return (out, from, count) -> {
            for (int i = from; i < from + count; i++) {
                out[i] = type.next(reader);
            }
        };
    }
}
