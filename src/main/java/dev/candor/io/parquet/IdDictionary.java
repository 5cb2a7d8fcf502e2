package dev.candor.io.parquet;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Ids by code, 0 to size − 1, as bytes that need not be UTF-8. It only grows: a code stays what it is. The bytes of all
 * ids lie in one array, in the order of their codes and without gaps; up to 2 GiB of them.
 *
 * <p>Codes that {@link #intern} gives are those of distinct ids. Entries of a file's own dictionary are taken as they
 * are: a writer that repeats one makes two codes of equal ids.
 */
public final class IdDictionary implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;
    private static final int MOST_INTERNED = 1 << 28;

    private byte[] bytes = new byte[256];

    /** Where each id starts, and at [size] where the last one ends. */
    private int[] starts = new int[16];

    private int size;

    /** Hash in the upper half, code + 1 in the lower, 0 where free; at most half full; null until somebody asks. */
    private transient volatile long[] slots;

    /** How many ids there are. */
    public int size() {
        return size;
    }

    /** The array with the bytes of all ids: to be read only, and asked for again when the dictionary has grown. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes} an id starts. */
    public int start(int code) {
        return starts[code];
    }

    /** The length of an id in bytes. */
    public int length(int code) {
        return starts[code + 1] - starts[code];
    }

    /** The id as text; what is not UTF-8 in it is replaced. */
    public String text(int code) {
        return new String(bytes, start(code), length(code), StandardCharsets.UTF_8);
    }

    /** The code of the id with these bytes, −1 where there is none. Any number of threads may ask while nobody adds. */
    public int find(byte[] source, int offset, int length) {
        long[] index = slots == null ? indexed() : slots;
        int hash = hash(source, offset, length);
        return (int) index[place(index, hash, source, offset, length)] - 1;
    }

    /** The code of the id with these bytes, which is added if it is new. */
    public int intern(byte[] source, int offset, int length) {
        long[] index = slots;
        if (index == null || 2L * (size + 1) > index.length) {
            index = index();
        }
        int hash = hash(source, offset, length);
        int slot = place(index, hash, source, offset, length);
        if (index[slot] != 0) {
            return (int) index[slot] - 1;
        }
        index[slot] = entry(hash, size);
        return append(source, offset, length);
    }

    /** Where these bytes stand in the index, or would stand. */
    private int place(long[] index, int hash, byte[] source, int offset, int length) {
        int mask = index.length - 1;
        int slot = hash & mask;
        for (long entry = index[slot]; entry != 0; entry = index[slot]) {
            if ((int) (entry >>> 32) == hash && equal((int) entry - 1, source, offset, length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Adds an id without asking whether it is there. Not to be called after {@link #intern}. */
    int append(byte[] source, int offset, int length) {
        int start = starts[size];
        room(length);
        System.arraycopy(source, offset, bytes, start, length);
        starts[size + 1] = start + length;
        return size++;
    }

    private void room(int length) {
        long needed = (long) starts[size] + length;
        if (needed > MOST_BYTES) {
            throw new ParquetDecodingException("more than 2 GiB of distinct ids in one row group");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST_BYTES, Math.max(needed, 2L * bytes.length)));
        }
        if (size + 2 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
    }

    private boolean equal(int code, byte[] source, int offset, int length) {
        return Arrays.equals(bytes, starts[code], starts[code + 1], source, offset, offset + length);
    }

    /** Makes the index over all ids, four slots an id; of equal ids the first is found. */
    private long[] index() {
        if (size >= MOST_INTERNED) {
            throw new ParquetDecodingException("more than " + MOST_INTERNED + " distinct ids in one row group");
        }
        long[] index = new long[Math.max(1 << 4, Integer.highestOneBit(size + 1) << 2)];
        int mask = index.length - 1;
        for (int code = 0; code < size; code++) {
            int hash = hash(bytes, starts[code], length(code));
            int slot = hash & mask;
            while (index[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            index[slot] = entry(hash, code);
        }
        slots = index;
        return index;
    }

    private synchronized long[] indexed() {
        return slots == null ? index() : slots;
    }

    private static long entry(int hash, int code) {
        return ((long) hash << 32) | (code + 1);
    }

    private static int hash(byte[] bytes, int offset, int length) {
        int end = offset + length;
        long hash = length;
        for (int i = offset; i <= end - 8; i += 8) {
            hash = mixed(hash, LittleEndian.longAt(bytes, i));
        }
        hash = mixed(hash, tail(bytes, end, length));
        return (int) (hash ^ (hash >>> 32));
    }

    /** The last eight bytes, or as many as there are; they may overlap with those before. */
    private static long tail(byte[] bytes, int end, int length) {
        if (length >= 8) {
            return LittleEndian.longAt(bytes, end - 8);
        }
        if (length >= 4) {
            return (long) LittleEndian.intAt(bytes, end - length) << 32 | LittleEndian.intAt(bytes, end - 4);
        }
        return LittleEndian.bytesAt(bytes, end - length, length);
    }

    /** Both halves of the product in one: every bit of the word reaches the lowest bits, by which slots are chosen. */
    private static long mixed(long hash, long word) {
        long folded = hash ^ word;
        return folded * MIX ^ Math.multiplyHigh(folded, MIX);
    }
}
