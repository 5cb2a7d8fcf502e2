package dev.candor.numeric;

import java.io.Serializable;
import java.util.Arrays;

/** An array of numbers that grows at its end. */
public final class GrowingDoubles implements Serializable {
    private static final long serialVersionUID = 1L;

    private double[] array;
    private int size;

    /** @param room at first */
    public GrowingDoubles(int room) {
        array = new double[room];
    }

    public int size() {
        return size;
    }

    public double get(int k) {
        return array[k];
    }

    /** Puts a number at the end. */
    public void add(double number) {
        if (size == array.length) {
            room(size + 1);
        }
        array[size++] = number;
    }

    /** Puts numbers [from, to) of an array at the end. */
    public void add(double[] numbers, int from, int to) {
        int wider = Math.addExact(size, to - from);
        room(wider);
        System.arraycopy(numbers, from, array, size, to - from);
        size = wider;
    }

    private void room(int wider) {
        if (wider > array.length) {
            array = Arrays.copyOf(array, Math.max(wider, 2 * array.length));
        }
    }

    /** Forgets all numbers, not the room. */
    public void clear() {
        size = 0;
    }

    /** The array itself, to be read up to {@link #size}; another one after the next number. */
    public double[] array() {
        return array;
    }

    /** A copy of the numbers. */
    public double[] toArray() {
        return Arrays.copyOf(array, size);
    }
}
