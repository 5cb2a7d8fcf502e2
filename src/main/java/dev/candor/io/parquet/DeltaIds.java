package dev.candor.io.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Ids whose lengths stand before them: DELTA_LENGTH_BYTE_ARRAY, or DELTA_BYTE_ARRAY, where an id begins with some bytes
 * of the one before.
 */
final class DeltaIds {
    private final int[] shared;
    private final int[] own;
    private final ByteBuffer values;

    /** The bytes of the current id, from 0 on, and its length. */
    byte[] bytes;

    int length;

    private int read;

    /**
     * @param values on the heap
     * @param most ids of the page
     * @param before the page before, where the writer went on with its last id; else null
     */
    DeltaIds(Encoding encoding, ByteBuffer values, int most, DeltaIds before) {
        ByteBuffer rest = values.duplicate();
        this.shared = encoding == Encoding.DELTA_BYTE_ARRAY ? DeltaNumbers.lengths(rest, most) : null;
        this.own = DeltaNumbers.lengths(rest, most);
        this.values = rest;
        if (shared != null && shared.length != own.length) {
            throw new ParquetDecodingException(own.length + " ids with " + shared.length + " beginnings");
        }
        long bytesOfIds = Arrays.stream(own).asLongStream().sum();
        if (bytesOfIds != rest.remaining()) {
            throw new ParquetDecodingException("ids of " + bytesOfIds + " bytes in " + rest.remaining());
        }
        this.bytes = before == null ? new byte[64] : before.bytes;
        this.length = before == null ? 0 : before.length;
    }

    /** How many ids there are. */
    int count() {
        return own.length;
    }

    /** Moves to the next id. */
    void next() {
        if (read == own.length) {
            throw new ParquetDecodingException("the values end too early");
        }
        int kept = shared == null ? 0 : shared[read];
        if (kept > length) {
            throw new ParquetDecodingException("an id that shares " + kept + " bytes with one of " + length);
        }
        length = Math.addExact(kept, own[read]);
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
        }
        values.get(bytes, kept, own[read++]);
    }
}
