package dev.candor.engine.runtime;

import dev.candor.model.UserException;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Columns as bytes, for the shuffle: ints, doubles and bytes one after the other, each array behind its length,
 * little-endian. Whoever reads knows what was written.
 */
public final class Chunk {
    private byte[] array;
    private ByteBuffer bytes;

    private Chunk(byte[] array) {
        this.array = array;
        this.bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An empty chunk with room for {@code capacity} bytes; it grows. */
    public static Chunk writing(int capacity) {
        return new Chunk(new byte[capacity]);
    }

    public static Chunk reading(byte[] bytes) {
        return new Chunk(bytes);
    }

    public byte[] toBytes() {
        return bytes.position() == array.length ? array : Arrays.copyOf(array, bytes.position());
    }

    private void room(long more) {
        int used = bytes.position();
        if (used + more > Integer.MAX_VALUE - 8) {
            throw UserException.configuration("Cannot pack more than 2 GiB of rows for one partition in one task: raise"
                    + " --partitions so that each has fewer agents, or give one payer fewer agents.");
        }
        if (used + more > array.length) {
            array = Arrays.copyOf(
                    array, Math.toIntExact(Math.max(used + more, Math.min(2L * array.length, Integer.MAX_VALUE - 8))));
            bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
            bytes.position(used);
        }
    }

    public Chunk put(int[] values, int from, int to) {
        int count = to - from;
        room(4L + 4L * count);
        bytes.putInt(count);
        bytes.asIntBuffer().put(values, from, count);
        bytes.position(bytes.position() + 4 * count);
        return this;
    }

    public Chunk put(double[] values, int from, int to) {
        int count = to - from;
        room(4L + 8L * count);
        bytes.putInt(count);
        bytes.asDoubleBuffer().put(values, from, count);
        bytes.position(bytes.position() + 8 * count);
        return this;
    }

    public Chunk put(GrowingInts values) {
        return put(values.array(), 0, values.size());
    }

    public Chunk put(GrowingDoubles values) {
        return put(values.array(), 0, values.size());
    }

    public Chunk put(long[] values) {
        room(4L + 8L * values.length);
        bytes.putInt(values.length);
        bytes.asLongBuffer().put(values);
        bytes.position(bytes.position() + 8 * values.length);
        return this;
    }

    public Chunk put(byte[] values, int from, int to) {
        room(4L + to - from);
        bytes.putInt(to - from);
        bytes.put(values, from, to - from);
        return this;
    }

    public Chunk put(IdArray ids) {
        int[] length = new int[ids.size()];
        for (int k = 0; k < length.length; k++) {
            length[k] = ids.length(k);
        }
        return put(length, 0, length.length).put(ids.bytes(), 0, ids.bytes().length);
    }

    public int[] ints() {
        int[] values = new int[bytes.getInt()];
        bytes.asIntBuffer().get(values);
        bytes.position(bytes.position() + 4 * values.length);
        return values;
    }

    public double[] doubles() {
        double[] values = new double[bytes.getInt()];
        bytes.asDoubleBuffer().get(values);
        bytes.position(bytes.position() + 8 * values.length);
        return values;
    }

    public long[] longs() {
        long[] values = new long[bytes.getInt()];
        bytes.asLongBuffer().get(values);
        bytes.position(bytes.position() + 8 * values.length);
        return values;
    }

    byte[] bytes() {
        byte[] values = new byte[bytes.getInt()];
        bytes.get(values);
        return values;
    }

    public IdArray ids() {
        int[] length = ints();
        return IdArray.of(length, bytes());
    }
}
