package dev.candor.io.parquet;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Between which ids those of a row group lie, as its file says: by their bytes, unsigned, both ends included. The ends need
 * not be ids themselves, for writers may shorten them.
 */
final class IdBounds implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] least;
    private final byte[] most;

    IdBounds(byte[] least, byte[] most) {
        this.least = least.clone();
        this.most = most.clone();
    }

    byte[] least() {
        return least.clone();
    }

    byte[] most() {
        return most.clone();
    }

    /** Whether no id of {@code next} is less than one of these. */
    boolean before(IdBounds next) {
        return Arrays.compareUnsigned(most, next.least) <= 0;
    }

    /** Whether {@code next} begins with the id these end with, as far as the bounds tell. */
    boolean touches(IdBounds next) {
        return Arrays.equals(most, next.least);
    }

    /** By the lower end, then the upper. */
    static int compare(IdBounds a, IdBounds b) {
        int order = Arrays.compareUnsigned(a.least, b.least);
        return order != 0 ? order : Arrays.compareUnsigned(a.most, b.most);
    }
}
