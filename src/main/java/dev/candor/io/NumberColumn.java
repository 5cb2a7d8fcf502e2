package dev.candor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesReader;

/** A number column as doubles. */
final class NumberColumn extends FlatColumn {
    private final NumberType type;
    private final double[] numbers;
    private final boolean[] nulls;
    private final int[] codes;

    /** The values of the file's dictionary; null where it has none. */
    private final double[] dictionary;

    private boolean anyNull;
    private NumberType.Numbers page;

    /** @param type null, as {@code chunk}, when the file lacks the column */
    NumberColumn(Chunk chunk, NumberType type, int mostRows) throws IOException {
        super(chunk, mostRows);
        this.type = type;
        this.numbers = new double[mostRows];
        this.nulls = new boolean[mostRows];
        this.codes = new int[mostRows];
        DictionaryPage page = chunk == null ? null : chunk.pages().readDictionaryPage();
        this.dictionary = page == null ? null : load(page);
    }

    /** The numbers of the batch; 0 where there is none. */
    double[] numbers() {
        return numbers;
    }

    /** Which numbers of the batch are missing; null when none is. */
    boolean[] nulls() {
        return anyNull ? nulls : null;
    }

    private double[] load(DictionaryPage page) throws IOException {
        ByteBuffer bytes = OpenPage.heap(page.getBytes());
        double[] entries = new double[Math.min(page.getDictionarySize(), bytes.remaining())];
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
        if (encoding.usesDictionary()) {
            page = coded(new DictionaryCodes(values, needed(dictionary == null ? -1 : dictionary.length)));
        } else if (encoding == Encoding.PLAIN) {
            page = type.plain(values);
        } else {
            page = other(reader(encoding, values, rows));
        }
    }

    @Override
    protected void decode(int from, int count) {
        page.read(numbers, from, count);
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

    private NumberType.Numbers coded(DictionaryCodes page) {
        return (out, from, count) -> {
            page.read(codes, 0, count);
            for (int i = 0; i < count; i++) {
                out[from + i] = dictionary[codes[i]];
            }
        };
    }

    private NumberType.Numbers other(ValuesReader reader) {
        return (out, from, count) -> {
            for (int i = from; i < from + count; i++) {
                out[i] = type.next(reader);
            }
        };
    }
}
