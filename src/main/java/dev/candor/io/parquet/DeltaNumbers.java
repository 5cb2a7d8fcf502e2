package dev.candor.io.parquet;

import java.nio.ByteBuffer;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Parquet's encoding of whole numbers by their differences: varints block size, miniblocks a block, count and the first
 * number; then a block at a time its least difference, the width in bits of each miniblock, and the differences above the
 * least, packed, lowest bits first.
 */
final class DeltaNumbers {
    private static final int MOST_A_BLOCK = 1 << 16;

    private final ByteBuffer bytes;
    private final int miniblocks;
    private final int miniblock;
    private final int count;
    private final long first;

    private DeltaNumbers(ByteBuffer bytes, int most) {
        this.bytes = bytes;
        long block = varint();
        long parts = varint();
        long total = varint();
        this.first = zigzag(varint());
        if (block < 1 || block > MOST_A_BLOCK || parts < 1 || block % parts != 0 || block / parts % 8 != 0) {
            throw new ParquetDecodingException("blocks of " + block + " numbers in " + parts + " parts");
        }
        if (total < 0 || total > most) {
            throw new ParquetDecodingException(
                    Long.toUnsignedString(total) + " encoded numbers in a page of " + most + " values");
        }
        this.miniblocks = (int) parts;
        this.miniblock = (int) (block / parts);
        this.count = (int) total;
    }

    /** How many numbers are encoded from the buffer's position on, at most {@code most}; the buffer moves behind them. */
    static int count(ByteBuffer bytes, int most) {
        DeltaNumbers numbers = new DeltaNumbers(bytes, most);
        numbers.read(null);
        return numbers.count;
    }

    /** Lengths ≥ 0, at most {@code most} of them; the buffer moves behind them. */
    static int[] lengths(ByteBuffer bytes, int most) {
        DeltaNumbers numbers = new DeltaNumbers(bytes, most);
        int[] lengths = new int[numbers.count];
        numbers.read(lengths);
        return lengths;
    }

    private void read(int[] out) {
        long value = first;
        if (out != null && count > 0) {
            out[0] = length(value);
        }
        for (int next = 1; next < count; ) {
            long least = zigzag(varint());
            int widths = bytes.position();
            skip(miniblocks);
            for (int part = 0; part < miniblocks && next < count; part++) {
                int width = bytes.get(widths + part) & 0xFF;
                int start = bytes.position();
                skip((long) width * miniblock / 8);
                int some = Math.min(miniblock, count - next);
                if (out != null) {
                    value = unpack(start, width, least, value, out, next, some);
                }
                next += some;
            }
        }
    }

    private long unpack(int start, int width, long least, long before, int[] out, int from, int some) {
        if (width > Integer.SIZE) {
            throw new ParquetDecodingException("lengths of " + width + " bits");
        }
        byte[] array = bytes.array();
        long bit = 8L * (bytes.arrayOffset() + start);
        long mask = (1L << width) - 1;
        long value = before;
        for (int i = 0; i < some; i++) {
            int at = (int) (bit >>> 3);
            long word = LittleEndian.bytesAt(array, at, Math.min(Long.BYTES, array.length - at));
            value += least + (word >>> (bit & 7) & mask);
            out[from + i] = length(value);
            bit += width;
        }
        return value;
    }

    private static int length(long value) {
        if ((int) value < 0) {
            throw new ParquetDecodingException("a length of " + (int) value);
        }
        return (int) value;
    }

    private void skip(long length) {
        if (length > bytes.remaining()) {
            throw new ParquetDecodingException("the values end too early");
        }
        bytes.position(bytes.position() + (int) length);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw new ParquetDecodingException("the values end too early");
            }
            byte next = bytes.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new ParquetDecodingException("a number that does not end");
    }

    private static long zigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
