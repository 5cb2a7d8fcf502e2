package dev.candor.engine;

import dev.candor.model.UserException;
import dev.candor.policy.FeatureBlock;
import java.util.Arrays;
import java.util.List;

/** A column of arrays of the candidates table, by slot: all of one length, or none at all. */
final class VectorColumn {
    private final String name;
    private final double[][] vector;
    /** Of the arrays; −1 before the first, 0 where the first candidate has none. */
    private int length = -1;

    VectorColumn(String name, int slots) {
        this.name = name;
        this.vector = new double[slots][];
    }

    /** @param values of a candidate, null where it has none */
    void set(int slot, List<Double> values, String place) {
        int size = values == null ? 0 : values.size();
        length = length < 0 ? size : length;
        if (size != length || size > FeatureBlock.MAX_FEATURES || (values != null && size == 0)) {
            throw rejected(place + " has " + (values == null ? "none" : size) + ", another " + length
                    + "; all need the same number, from 1 to " + FeatureBlock.MAX_FEATURES);
        }
        double[] mine = new double[size];
        for (int j = 0; j < size; j++) {
            Double value = values.get(j);
            if (value == null || !(Math.abs(value) <= 1e30)) {
                throw rejected("feature " + j + " of " + place + " is " + value + ", not a number up to 1e30");
            }
            mine[j] = value + 0.0;
        }
        if (vector[slot] != null && !Arrays.equals(vector[slot], mine)) {
            throw rejected(place + " appears again with others");
        }
        vector[slot] = mine;
    }

    private UserException rejected(String what) {
        return UserException.inputRejected(
                "Cannot use the column " + name + " of the candidates table: " + what + ". Correct --candidates.");
    }

    boolean isPresent() {
        return length > 0;
    }

    void requirePresent() {
        if (!isPresent()) {
            throw rejected("no candidate has any");
        }
    }

    /** Of each array. */
    int length() {
        return length;
    }

    /** Of all arrays. */
    long size() {
        return (long) vector.length * Math.max(length, 0);
    }

    /** The arrays of so many slots, one after the other. */
    double[] slots(int first, int count) {
        double[] all = new double[Math.multiplyExact(count, length)];
        for (int x = 0; x < count; x++) {
            System.arraycopy(vector[first + x], 0, all, x * length, length);
        }
        return all;
    }
}
