package dev.candor.io.write;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;

/** The values of a page in Parquet's plain encoding: little-endian numbers, texts behind their lengths, packed bits. */
final class PlainBytes {
    /** Bytes of a decimal of up to 38 digits. */
    static final int DECIMAL_BYTES = 16;

    private byte[] array = new byte[1 << 16];
    private ByteBuffer bytes = little(array);

    private static ByteBuffer little(byte[] array) {
        return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }

    void clear() {
        bytes.clear();
    }

    int size() {
        return bytes.position();
    }

    /** What was written since {@link #clear}, until the next change. */
    BytesInput input() {
        return BytesInput.from(array, 0, size());
    }

    private void room(int more) {
        int used = size();
        if (more > array.length - used) {
            array = Arrays.copyOf(array, Math.max(Math.addExact(used, more), (int)
                    Math.min(2L * array.length, Integer.MAX_VALUE - 8)));
            bytes = little(array);
            bytes.position(used);
        }
    }

    void text(byte[] utf8, int start, int length) {
        room(Integer.BYTES + length);
        bytes.putInt(length);
        bytes.put(utf8, start, length);
    }

    void numbers(double[] values, int from, int to) {
        room(Double.BYTES * (to - from));
        bytes.asDoubleBuffer().put(values, from, to - from);
        bytes.position(bytes.position() + Double.BYTES * (to - from));
    }

    void flags(boolean[] values, int from, int to) {
        room((to - from + 7) / 8);
        for (int row = from; row < to; row += 8) {
            int packed = 0;
            for (int bit = 0; bit < 8 && row + bit < to; bit++) {
                packed |= (values[row + bit] ? 1 : 0) << bit;
            }
            bytes.put((byte) packed);
        }
    }

    void sixteen(BigInteger value) {
        room(DECIMAL_BYTES);
        bytes.put(sixteenOf(value));
    }

    /** Two's complement, the most significant byte first. */
    static byte[] sixteenOf(BigInteger value) {
        byte[] shortest = value.toByteArray();
        byte[] wide = new byte[DECIMAL_BYTES];
        Arrays.fill(wide, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, wide, DECIMAL_BYTES - shortest.length, shortest.length);
        return wide;
    }
}
