package dev.candor.io.parquet;

import java.util.Arrays;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Decodes Parquet's hybrid of runs and bit packing, many values at a time. A header (varint) with an even h says that
 * one value of ⌈width/8⌉ bytes stands h/2 times; with an odd h, that 8·⌊h/2⌋ values of {@code width} bits follow,
 * lowest bits first.
 */
final class HybridDecoder {
    private final byte[] bytes;
    private final int end;
    private final int width;
    private final int mask;

    /** Where the next run starts. */
    private int at;

    /** Values left of the current run. */
    private int left;

    private boolean packed;

    /** Groups of eight in the current packed run. */
    private int groups;

    /** The value of a run that is not packed. */
    private int value;

    /** Bits before the next value of a packed run, from the start of {@code bytes}. */
    private long bit;

    /** @param width bits of a value, 0 to 32 */
    HybridDecoder(byte[] bytes, int start, int end, int width) {
        if (width < 0 || width > Integer.SIZE) {
            throw new ParquetDecodingException("values of " + width + " bits");
        }
        this.bytes = bytes;
        this.at = start;
        this.end = end;
        this.width = width;
        this.mask = (int) ((1L << width) - 1);
    }

    /** Levels of one bit as old files have them: one packed run without a header, the highest bit of a byte first. */
    static HybridDecoder highestBitFirst(byte[] bytes, int start, int end) {
        byte[] reversed = new byte[end - start];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = (byte) (Integer.reverse(bytes[start + i]) >>> 24);
        }
        HybridDecoder levels = new HybridDecoder(reversed, 0, reversed.length, 1);
        levels.pack(Integer.MAX_VALUE);
        return levels;
    }

    /** Writes the next {@code count} values to {@code out}, from {@code from} on. */
    void read(int[] out, int from, int count) {
        int to = from + count;
        for (int next = from; next < to; ) {
            while (left == 0) {
                turn();
            }
            int some = Math.min(left, to - next);
            if (packed) {
                unpack(out, next, next + some);
            } else {
                Arrays.fill(out, next, next + some, value);
            }
            left -= some;
            next += some;
        }
    }

    /** Refuses values that are left: a last packed run is filled up to a multiple of 8, by DuckDB of 256. */
    void end() {
        while (left == 0 && at < end) {
            turn();
        }
        int padding = packed ? groups % 32 == 0 ? 255 : 7 : 0;
        if (at < end || left > padding) {
            throw new ParquetDecodingException(
                    (left > 0 ? left + " values" : end - at + " bytes") + " are left of a page's levels or codes");
        }
    }

    private void turn() {
        int header = header();
        if ((header & 1) != 0) {
            pack(header >>> 1);
        } else {
            repeat(header >>> 1);
        }
    }

    private void repeat(int count) {
        int size = (width + 7) / 8;
        if (size > end - at) {
            throw endsEarly();
        }
        value = (int) LittleEndian.bytesAt(bytes, at, size);
        if ((value & ~mask) != 0) {
            throw new ParquetDecodingException("a value of more than " + width + " bits");
        }
        at += size;
        left = count;
        packed = false;
    }

    /** A last run may be cut off behind the last value that is needed. */
    private void pack(int groups) {
        this.groups = groups;
        long size = Math.min((long) groups * width, end - at);
        long count = width == 0 ? groups * 8L : size * 8 / width;
        bit = at * 8L;
        at += (int) size;
        left = (int) Math.min(count, Integer.MAX_VALUE);
        packed = true;
    }

    private void unpack(int[] out, int from, int to) {
        int wide = from + wideLoads(to - from);
        long position = bit;
        for (int i = from; i < wide; i++) {
            long word = LittleEndian.longAt(bytes, (int) (position >>> 3));
            out[i] = (int) (word >>> (position & 7)) & mask;
            position += width;
        }
        for (int i = wide; i < to; i++) {
            int first = (int) (position >>> 3);
            long word = LittleEndian.bytesAt(bytes, first, Math.min(8, bytes.length - first));
            out[i] = (int) (word >>> (position & 7)) & mask;
            position += width;
        }
        bit = position;
    }

    /** How many of the next {@code count} values start at least eight bytes before the end of the array. */
    private int wideLoads(int count) {
        long bits = (bytes.length - 7) * 8L - bit;
        return bits <= 0 ? 0 : width == 0 ? count : (int) Math.min(count, (bits + width - 1) / width);
    }

    private int header() {
        int header = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at >= end) {
                throw endsEarly();
            }
            byte next = bytes[at++];
            header |= (next & 0x7F) << shift;
            if (next >= 0) {
                return header;
            }
        }
        throw new ParquetDecodingException("a run whose length is not a number");
    }

    private static ParquetDecodingException endsEarly() {
        return new ParquetDecodingException("the values end too early");
    }
}
