package dev.candor.io.parquet;

import java.nio.ByteBuffer;
import org.apache.parquet.io.ParquetDecodingException;

/** Walks over ids that follow each other, each after its length (int, in bytes). */
final class PlainIds {
    final byte[] bytes;
    private final int end;

    /** Where the current id starts, and its length. */
    int start;

    int length;

    /** @param values on the heap */
    PlainIds(ByteBuffer values) {
        this.bytes = values.array();
        this.start = values.arrayOffset() + values.position();
        this.end = start + values.remaining();
    }

    /** Moves to the next id: {@code length} bytes from {@code start} on. */
    void next() {
        start += length;
        length = end - start < Integer.BYTES ? -1 : LittleEndian.intAt(bytes, start);
        start += Integer.BYTES;
        if (length < 0 || length > end - start) {
            throw new ParquetDecodingException("an id that reaches beyond its page");
        }
    }

    /** Bytes behind the current id. */
    int left() {
        return end - start - length;
    }
}
