package dev.candor.mechanism.money;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * An exact amount of money, split into whole minor units and the rest.
 * The rest is {@code remainder / (divisor · 2^halvings)}, in [0, 1) minor units; {@code divisor} is the same
 * for all amounts of one tariff. Amounts of everyday size are kept in longs, the others in big integers; nothing
 * that can be asked of an amount tells which.
 */
public abstract sealed class Amount permits LongAmount, BigAmount {
    static final byte[] NOTHING = {};
    static final int EXPONENT_BIAS = 1 << 14;

    /** Whole minor units, rounded down. */
    public abstract BigInteger floor();

    /** The nearest whole number of minor units, ties to even. */
    abstract BigInteger halfEven();

    /** Whether the amount is a whole number of minor units. */
    public abstract boolean isWhole();

    /**
     * The remainder as bytes that order as it does, exactly: for amounts of one tariff, unsigned
     * lexicographic order of the keys (a prefix first) is the order of the remainders. Empty when
     * {@linkplain #isWhole() whole}; else two bytes of binary exponent, then the significant bits, the last byte
     * not 0.
     */
    public abstract byte[] remainderKey();

    /** The first eight bytes of {@link #remainderKey()}, big-endian, zeros behind a shorter one. */
    public abstract long remainderHead();

    /** Bytes [8·word, 8·word + 8) of {@code key}, big-endian, zeros behind its end. */
    public static long word(byte[] key, int word) {
        long bits = 0;
        for (int i = 8 * word; i < 8 * word + 8; i++) {
            bits = bits << 8 | (i < key.length ? key[i] & 0xFF : 0);
        }
        return bits;
    }

    @Override
    public String toString() {
        return floor() + " + remainder of key " + Arrays.toString(remainderKey());
    }
}
