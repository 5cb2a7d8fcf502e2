package dev.candor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * A data page of a flat column, laid open.
 *
 * @param rows rows of the page, nulls among them
 * @param levels a 1 for each row that has a value and a 0 for each null; null itself in a required column
 * @param values the encoded values, on the heap and little-endian
 */
record OpenPage(int rows, HybridDecoder levels, Encoding encoding, ByteBuffer values) {
    static OpenPage of(DataPage page, ColumnDescriptor column) throws IOException {
        boolean optional = column.getMaxDefinitionLevel() > 0;
        if (page instanceof DataPageV1 first) {
            ByteBuffer bytes = heap(first.getBytes());
            HybridDecoder levels = optional ? levels(first, bytes) : null;
            return new OpenPage(first.getValueCount(), levels, first.getValueEncoding(), rest(bytes));
        }
        DataPageV2 second = (DataPageV2) page;
        HybridDecoder levels = optional ? levels(heap(second.getDefinitionLevels())) : null;
        return new OpenPage(second.getValueCount(), levels, second.getDataEncoding(), heap(second.getData()));
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

    private static ByteBuffer rest(ByteBuffer bytes) {
        return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static HybridDecoder levels(DataPageV1 page, ByteBuffer bytes) {
        return switch (page.getDlEncoding()) {
            case RLE -> levels(taken(bytes, bytes.getInt()));
            case BIT_PACKED -> {
                ByteBuffer levels = taken(bytes, (page.getValueCount() + 7) / 8);
                yield HybridDecoder.highestBitFirst(levels.array(), levels.arrayOffset(), end(levels));
            }
            default -> throw new ParquetDecodingException("levels encoded as " + page.getDlEncoding());
        };
    }

    private static HybridDecoder levels(ByteBuffer bytes) {
        return new HybridDecoder(bytes.array(), bytes.arrayOffset(), end(bytes), 1);
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
