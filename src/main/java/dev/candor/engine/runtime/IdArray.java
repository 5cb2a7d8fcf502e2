package dev.candor.engine.runtime;

import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.write.ColumnValues;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.array.LongArray;
import org.apache.spark.unsafe.memory.MemoryBlock;
import org.apache.spark.util.collection.unsafe.sort.RadixSort;

/** n ids one after the other in one array of UTF-8 bytes. */
public final class IdArray implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;
    /** Where each id begins, and the end of the last: length n + 1. */
    private final int[] start;

    private IdArray(byte[] bytes, int[] start) {
        this.bytes = bytes;
        this.start = start;
    }

    /** The ids of codes[from .. to), in this order. */
    public static IdArray of(IdDictionary dictionary, int[] codes, int from, int to) {
        int[] start = new int[to - from + 1];
        for (int k = from; k < to; k++) {
            start[k - from + 1] = Math.addExact(start[k - from], dictionary.length(codes[k]));
        }
        byte[] bytes = new byte[start[to - from]];
        for (int k = from; k < to; k++) {
            System.arraycopy(
                    dictionary.bytes(),
                    dictionary.start(codes[k]),
                    bytes,
                    start[k - from],
                    dictionary.length(codes[k]));
        }
        return new IdArray(bytes, start);
    }

    /** All ids of a dictionary, in the order of their codes. */
    public static IdArray all(IdDictionary dictionary) {
        int[] codes = new int[dictionary.size()];
        Arrays.setAll(codes, k -> k);
        return of(dictionary, codes, 0, codes.length);
    }

    /** Ids of these lengths, one after the other in {@code bytes}. */
    public static IdArray of(int[] length, byte[] bytes) {
        int[] start = new int[length.length + 1];
        for (int k = 0; k < length.length; k++) {
            start[k + 1] = start[k] + length[k];
        }
        return new IdArray(bytes, start);
    }

    /** The codes of a dictionary in the order of their ids' bytes. */
    public static int[] sorted(IdDictionary dictionary) {
        if (ascending(dictionary)) {
            return IntStream.range(0, dictionary.size()).toArray();
        }
        Comparator<Integer> byBytes = (a, b) -> compare(dictionary, a, b);
        return IntStream.range(0, dictionary.size())
                .boxed()
                .sorted(byBytes)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The numbers of the ids in the order of their bytes; equal ones in the order of their numbers. */
    public int[] order() {
        int n = size();
        LongArray pairs = new LongArray(MemoryBlock.fromLongArray(new long[Math.multiplyExact(4, n)]));
        for (int k = 0; k < n; k++) {
            pairs.set(2 * k, k);
            pairs.set(2 * k + 1, head(k));
        }
        int at = RadixSort.sortKeyPrefixArray(pairs, 0, n, 0, Long.BYTES - 1, false, false);
        int[] order = new int[n];
        for (int k = 0; k < n; k++) {
            order[k] = (int) pairs.get(at + 2 * k);
        }
        for (int from = 0; from < n; ) {
            int to = from + 1;
            while (to < n && pairs.get(at + 2 * to + 1) == pairs.get(at + 2 * from + 1)) {
                to++;
            }
            if (to > from + 1) {
                sortByBytes(order, from, to);
            }
            from = to;
        }
        return order;
    }

    private void sortByBytes(int[] order, int from, int to) {
        Comparator<Integer> byBytes =
                (a, b) -> Arrays.compareUnsigned(bytes, start[a], start[a + 1], bytes, start[b], start[b + 1]);
        int[] sorted = Arrays.stream(order, from, to)
                .boxed()
                .sorted(byBytes)
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(sorted, 0, order, from, sorted.length);
    }

    /** The first eight bytes, the first of them the most significant, 0 where there are fewer. */
    private long head(int k) {
        long head = 0;
        for (int at = 0; at < Long.BYTES; at++) {
            head = head << Byte.SIZE | (at < length(k) ? bytes[start[k] + at] & 0xFF : 0);
        }
        return head;
    }

    /** The first {@code count} of these numbers' ids. */
    public IdArray select(int[] numbers, int count) {
        int[] length = new int[count];
        int total = 0;
        for (int k = 0; k < count; k++) {
            length[k] = length(numbers[k]);
            total = Math.addExact(total, length[k]);
        }
        byte[] selected = new byte[total];
        int at = 0;
        for (int k = 0; k < count; k++) {
            System.arraycopy(bytes, start[numbers[k]], selected, at, length[k]);
            at += length[k];
        }
        return of(length, selected);
    }

    /** The code of each id in {@code dictionary}, where it is added if it is new. */
    public int[] internInto(IdDictionary dictionary) {
        int[] codes = new int[size()];
        for (int k = 0; k < codes.length; k++) {
            codes[k] = dictionary.intern(bytes, start[k], length(k));
        }
        return codes;
    }

    /** The code of each id in {@code dictionary}, −1 where it is not there. */
    public int[] find(IdDictionary dictionary) {
        int[] codes = new int[size()];
        for (int k = 0; k < codes.length; k++) {
            codes[k] = dictionary.find(bytes, start[k], length(k));
        }
        return codes;
    }

    private static boolean ascending(IdDictionary dictionary) {
        for (int code = 1; code < dictionary.size(); code++) {
            if (compare(dictionary, code - 1, code) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static int compare(IdDictionary dictionary, int a, int b) {
        return Arrays.compareUnsigned(
                dictionary.bytes(),
                dictionary.start(a),
                dictionary.start(a) + dictionary.length(a),
                dictionary.bytes(),
                dictionary.start(b),
                dictionary.start(b) + dictionary.length(b));
    }

    /** A column of these ids, one a row. */
    public ColumnValues cells() {
        return ColumnValues.texts(bytes, start);
    }

    /** A column whose row k has id of[k]. */
    public ColumnValues cells(int[] of) {
        return ColumnValues.texts(bytes, start, of);
    }

    public int size() {
        return start.length - 1;
    }

    public String get(int k) {
        return new String(bytes, start[k], start[k + 1] - start[k], StandardCharsets.UTF_8);
    }

    /** UTF-8 bytes of one id. */
    public byte[] copy(int k) {
        return Arrays.copyOfRange(bytes, start[k], start[k + 1]);
    }

    public byte[] bytes() {
        return bytes;
    }

    public int start(int k) {
        return start[k];
    }

    public int length(int k) {
        return start[k + 1] - start[k];
    }
}
