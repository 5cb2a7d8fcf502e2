package dev.candor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.RequiresPreviousReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * A column of a row group that is not nested, decoded page by page into the arrays of a batch, whatever its pages'
 * borders are.
 */
abstract class FlatColumn {
    private final Chunk chunk;
    private final int[] levels;
    private HybridDecoder pageLevels;
    private ValuesReader previous;

    /** Rows left of the current page. */
    private int left;

    /**
     * The pages of one column of one row group.
     *
     * @param createdBy the writer's name for itself; may be null
     */
    record Chunk(PageReader pages, ColumnDescriptor descriptor, String createdBy) {}

    /** @param chunk null when the file lacks the column: then all is null */
    FlatColumn(Chunk chunk, int mostRows) {
        this.chunk = chunk;
        this.levels = new int[mostRows];
    }

    /** The column's name; empty when the file lacks it. */
    final String name() {
        return chunk == null ? "" : String.join(".", chunk.descriptor.getPath());
    }

    /** Forgets the batch before. */
    protected void clear() {}

    /** Takes the values of a new page, encoded: those of {@code rows} rows without the nulls. */
    protected abstract void open(Encoding encoding, ByteBuffer values, int rows) throws IOException;

    /** Decodes the next {@code count} values to the batch's rows from {@code from} on. */
    protected abstract void decode(int from, int count);

    /**
     * Moves the {@code present} values at {@code from} apart, for {@code rows} rows of which those with level 0 are
     * null.
     */
    protected abstract void spread(int from, int rows, int present, int[] levels);

    /** Decodes the next {@code rows} rows into the batch. */
    final void fill(int rows) throws IOException {
        clear();
        int some;
        for (int from = 0; from < rows; from += some) {
            while (left == 0) {
                turnPage(rows);
            }
            some = Math.min(left, rows - from);
            segment(from, some);
            left -= some;
        }
    }

    private void segment(int from, int rows) {
        int present = present(rows);
        if (present > 0) {
            decode(from, present);
        }
        if (present < rows) {
            spread(from, rows, present, levels);
        }
    }

    private int present(int rows) {
        if (chunk == null) {
            return 0;
        }
        if (pageLevels == null) {
            return rows;
        }
        pageLevels.read(levels, 0, rows);
        int present = 0;
        for (int i = 0; i < rows; i++) {
            present += levels[i];
        }
        return present;
    }

    private void turnPage(int rows) throws IOException {
        if (chunk == null) {
            left = rows;
            return;
        }
        DataPage page = chunk.pages.readPage();
        if (page == null) {
            throw new ParquetDecodingException("the column ends before the row group does");
        }
        OpenPage opened = OpenPage.of(page, chunk.descriptor);
        pageLevels = opened.levels();
        left = opened.rows();
        open(opened.encoding(), opened.values(), opened.rows());
    }

    /** Parquet's own reader of a page's values. */
    protected final ValuesReader reader(Encoding encoding, ByteBuffer values, int rows) throws IOException {
        ValuesReader reader = encoding.getValuesReader(chunk.descriptor, ValuesType.VALUES);
        reader.initFromPage(rows, ByteBufferInputStream.wrap(values));
        if (previous instanceof RequiresPreviousReader
                && CorruptDeltaByteArrays.requiresSequentialReads(chunk.createdBy, encoding)) {
            ((RequiresPreviousReader) reader).setPreviousReader(previous);
        }
        previous = reader;
        return reader;
    }

    /** The size of the dictionary, once it is known that the file has one. */
    protected static int needed(int entries) {
        if (entries < 0) {
            throw new ParquetDecodingException("a page of codes in a column without a dictionary");
        }
        return entries;
    }
}
