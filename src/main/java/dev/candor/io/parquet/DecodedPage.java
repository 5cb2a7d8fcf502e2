package dev.candor.io.parquet;

import dev.candor.io.parquet.ChunkPages.RawPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * A data page, laid open.
 *
 * @param entries values and nulls of the page; in a flat column its rows
 * @param starts a 0 for each entry that starts a row; null in a flat column, where each does
 * @param levels definition levels: the greatest for each entry that has a value, less for each null; null itself in a
 *     required column
 * @param values the encoded values, on the heap and little-endian
 * @param rows that start in the page, −1 where its header does not say
 * @param nulls how many entries are null by the header, −1 where it does not say
 */
record DecodedPage(
        int entries,
        HybridDecoder starts,
        HybridDecoder levels,
        Encoding encoding,
        ByteBuffer values,
        int rows,
        long nulls) {
    static DecodedPage of(RawPage page, ColumnDescriptor column) {
        boolean flat = column.getMaxRepetitionLevel() == 0;
        boolean required = column.getMaxDefinitionLevel() == 0;
        ByteBuffer bytes = page.bytes();
        boolean first = page.levelEncoding() != null;
        HybridDecoder starts = first
                ? flat ? null : levels(Encoding.RLE, bytes, page.values(), column.getMaxRepetitionLevel())
                : levels(flat, page.repetition(), column.getMaxRepetitionLevel());
        HybridDecoder levels = first
                ? required ? null : levels(page.levelEncoding(), bytes, page.values(), column.getMaxDefinitionLevel())
                : levels(required, page.definition(), column.getMaxDefinitionLevel());
        if (flat && page.rows() >= 0 && page.rows() != page.values()) {
            throw new ParquetDecodingException("a page of " + page.values() + " values in " + page.rows() + " rows");
        }
        return new DecodedPage(
                page.values(),
                starts,
                levels,
                page.encoding(),
                bytes.slice().order(ByteOrder.LITTLE_ENDIAN),
                flat ? page.values() : page.rows(),
                page.nulls());
    }

    /** The bytes on the heap, little-endian. */
    static ByteBuffer heap(BytesInput input) throws IOException {
        ByteBufferInputStream stream = input.toInputStream();
        ByteBuffer bytes = stream.slice(stream.available());
        return (bytes.hasArray() ? bytes.slice() : ByteBuffer.wrap(copy(bytes))).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    /** Of a page of the first version: levels come before the values, which the buffer stands at then. */
    @SuppressWarnings("deprecation") // BIT_PACKED is what old files have.
    private static HybridDecoder levels(Encoding encoding, ByteBuffer bytes, int values, int most) {
        if (encoding == Encoding.RLE) {
            if (bytes.remaining() < Integer.BYTES) {
                throw new ParquetDecodingException("a page of " + bytes.remaining() + " bytes without its levels");
            }
            return decoder(taken(bytes, bytes.getInt()), most);
        }
        if (encoding != Encoding.BIT_PACKED || most > 1) {
            throw new ParquetDecodingException("levels encoded as " + encoding);
        }
        ByteBuffer levels = taken(bytes, (int) ((values + 7L) / 8));
        return HybridDecoder.highestBitFirst(levels.array(), levels.arrayOffset(), end(levels));
    }

    /** Of a page of the second version. */
    private static HybridDecoder levels(boolean none, ByteBuffer bytes, int most) {
        if (none && bytes.hasRemaining()) {
            throw new ParquetDecodingException("levels of " + bytes.remaining() + " bytes in a column that has none");
        }
        return none ? null : decoder(bytes, most);
    }

    private static HybridDecoder decoder(ByteBuffer bytes, int most) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(most);
        return new HybridDecoder(bytes.array(), bytes.arrayOffset(), end(bytes), width);
    }

    private static int end(ByteBuffer slice) {
        return slice.arrayOffset() + slice.limit();
    }

    /** The next {@code length} bytes, which are thereby read. */
    private static ByteBuffer taken(ByteBuffer bytes, int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new ParquetDecodingException("levels of " + length + " bytes in a page of " + bytes.limit());
        }
        ByteBuffer taken = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return taken;
    }
}
