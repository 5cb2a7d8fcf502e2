package dev.candor.io.parquet;

import org.apache.parquet.io.ParquetDecodingException;

/**
 * Finds the end of a struct in Thrift's compact protocol, in which Parquet writes footers and page headers, without
 * building anything of it: lengths and counts in it must fit into the bytes that are there. A parser that believes a
 * length takes the memory first and finds the end of the file afterwards.
 */
final class ThriftStruct {
    /** Parquet's own structs nest to about 8. */
    private static final int MOST_DEEP = 32;

    private static final int MOST_VARINT_BYTES = 10;

    private final byte[] bytes;
    private final int end;
    private int at;

    private ThriftStruct(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /**
     * Where the struct that starts at {@code start} ends.
     *
     * @throws BeyondTheEnd when it reaches beyond {@code end}
     * @throws ParquetDecodingException when it is no such struct
     */
    static int end(byte[] bytes, int start, int end) {
        ThriftStruct struct = new ThriftStruct(bytes, start, end);
        struct.struct(0);
        return struct.at;
    }

    /** The bytes end before the struct does. */
    static final class BeyondTheEnd extends ParquetDecodingException {
        private static final long serialVersionUID = 1L;

        private BeyondTheEnd(String message) {
            super(message);
        }
    }

    private void struct(int depth) {
        if (depth > MOST_DEEP) {
            throw new ParquetDecodingException("its structs are nested more than " + MOST_DEEP + " deep");
        }
        for (int header = next(); (header & 0x0F) != 0; header = next()) {
            if (header >>> 4 == 0) {
                varint();
            }
            int type = header & 0x0F;
            if (type > 2) {
                value(type, depth);
            }
        }
    }

    /** A value that is no boolean field: of those the header is the value. */
    private void value(int type, int depth) {
        switch (type) {
            case 1, 2, 3 -> skip(1);
            case 4, 5, 6 -> varint();
            case 7 -> skip(Double.BYTES);
            case 8 -> skip(varint());
            case 9, 10 -> list(depth);
            case 11 -> map(depth);
            case 12 -> struct(depth + 1);
            case 13 -> skip(2 * Long.BYTES);
            default -> throw new ParquetDecodingException("it has a value of no type (" + type + ")");
        }
    }

    private void list(int depth) {
        int header = next();
        long size = header >>> 4 == 0x0F ? varint() : header >>> 4;
        requireRoom(size);
        for (long k = 0; k < size; k++) {
            value(header & 0x0F, depth + 1);
        }
    }

    private void map(int depth) {
        long size = varint();
        if (size == 0) {
            return;
        }
        requireRoom(size);
        int types = next();
        for (long k = 0; k < size; k++) {
            value(types >>> 4, depth + 1);
            value(types & 0x0F, depth + 1);
        }
    }

    /** An element has a byte at least. */
    private void requireRoom(long bytesNeeded) {
        if (bytesNeeded < 0 || bytesNeeded > end - at) {
            throw new BeyondTheEnd("it declares " + Long.toUnsignedString(bytesNeeded) + " bytes or elements where "
                    + (end - at) + " bytes are left");
        }
    }

    private void skip(long count) {
        requireRoom(count);
        at += (int) count;
    }

    private int next() {
        requireRoom(1);
        return bytes[at++] & 0xFF;
    }

    private long varint() {
        long value = 0;
        for (int k = 0; k < MOST_VARINT_BYTES; k++) {
            int next = next();
            value |= (next & 0x7FL) << (7 * k);
            if (next < 0x80) {
                return value;
            }
        }
        throw new ParquetDecodingException("it has a number that does not end");
    }
}
