package dev.candor.mechanism;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * An exact amount of money, split into whole minor units and the rest.
 * The rest is {@code remainder / (divisor · 2^halvings)}, in [0, 1) minor units; {@code divisor} is the same
 * for all amounts of one tariff.
 */
public final class Amount {
    private static final byte[] NOTHING = {};
    private static final int EXPONENT_BIAS = 1 << 14;

    private final BigInteger units;
    private final BigInteger remainder;
    private final BigInteger divisor;
    private final int halvings;

    Amount(BigInteger units, BigInteger remainder, BigInteger divisor, int halvings) {
        this.units = units;
        this.remainder = remainder;
        this.divisor = divisor;
        this.halvings = halvings;
    }

    /** Whole minor units, rounded down. */
    public BigInteger floor() {
        return units;
    }

    /** The nearest whole number of minor units, ties to even. */
    public BigInteger halfEven() {
        int half = remainder.shiftLeft(1).compareTo(divisor.shiftLeft(halvings));
        boolean up = half > 0 || (half == 0 && units.testBit(0));
        return up ? units.add(BigInteger.ONE) : units;
    }

    /** Whether the amount is a whole number of minor units. */
    public boolean isWhole() {
        return remainder.signum() == 0;
    }

    /**
     * The remainder as bytes that order as it does, exactly: for amounts of one tariff, unsigned
     * lexicographic order of the keys (a prefix first) is the order of the remainders. Empty when
     * {@linkplain #isWhole() whole}; else two bytes of binary exponent, then the significant bits.
     */
    public byte[] remainderKey() {
        if (isWhole()) {
            return NOTHING;
        }
        int length = remainder.bitLength();
        byte[] bits = remainder.shiftLeft((8 - length % 8) % 8).toByteArray();
        int from = bits[0] == 0 ? 1 : 0;
        int to = bits.length;
        while (bits[to - 1] == 0) {
            to--;
        }
        int exponent = length - halvings + EXPONENT_BIAS;
        byte[] key = new byte[2 + to - from];
        key[0] = (byte) (exponent >>> 8);
        key[1] = (byte) exponent;
        System.arraycopy(bits, from, key, 2, to - from);
        return key;
    }

    @Override
    public String toString() {
        return units + " + " + remainder + "/(" + divisor + "*2^" + halvings + "), key "
                + Arrays.toString(remainderKey());
    }
}
