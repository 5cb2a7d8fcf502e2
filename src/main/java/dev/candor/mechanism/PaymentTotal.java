package dev.candor.mechanism;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The exact sum of payments: a fixed-point number that spans the whole range of a double, so nothing is
 * ever rounded and the order of additions cannot matter. The empty total is the identity of
 * {@link #plus}, and totals of disjoint sets add up to the total of their union.
 */
public final class PaymentTotal {
    /** The least significant bit of any double is 2^−1074. */
    static final int FRACTION_BITS = 1074;

    private static final int LIMB_BITS = 32;
    private static final long LIMB_MASK = 0xFFFF_FFFFL;
    private static final int LIMBS = (FRACTION_BITS + 1024) / LIMB_BITS + 2;
    /** A limb grows by less than 2^33 an addition, so 2^29 additions fit in a long. */
    private static final int ADDITIONS_BEFORE_FLUSH = 1 << 29;

    /** Limb j counts 2^(32·j − 1074). */
    private final long[] limbs = new long[LIMBS];

    private int additions;
    private BigInteger flushed = BigInteger.ZERO;

    /** Adds one payment, finite and ≥ 0. */
    public void add(double payment) {
        requirePayment(payment);
        long bits = Double.doubleToRawLongBits(payment) & Long.MAX_VALUE;
        int biased = (int) (bits >>> 52);
        long fraction = bits & ((1L << 52) - 1);
        long mantissa = biased == 0 ? fraction : fraction | (1L << 52);
        int position = Math.max(biased, 1) - 1;
        int limb = position / LIMB_BITS;
        int shift = position % LIMB_BITS;
        long low = (mantissa & LIMB_MASK) << shift;
        long high = (mantissa >>> LIMB_BITS) << shift;
        limbs[limb] += low & LIMB_MASK;
        limbs[limb + 1] += (low >>> LIMB_BITS) + (high & LIMB_MASK);
        limbs[limb + 2] += high >>> LIMB_BITS;
        if (++additions == ADDITIONS_BEFORE_FLUSH) {
            flush();
        }
    }

    /** Adds everything {@code other} holds; {@code other} keeps its sum. */
    public void plus(PaymentTotal other) {
        flushed = flushed.add(other.fixedPoint());
    }

    /** The sum in units of 2^−1074. */
    public BigInteger fixedPoint() {
        flush();
        return flushed;
    }

    /** The total whose {@link #fixedPoint()} is {@code fixedPoint}, ≥ 0. */
    public static PaymentTotal ofFixedPoint(BigInteger fixedPoint) {
        PaymentTotal total = new PaymentTotal();
        total.flushed = fixedPoint;
        return total;
    }

    /** The sum as a decimal, every digit of it: z / 2^k = z·5^k / 10^k. */
    public BigDecimal exact() {
        BigInteger sum = fixedPoint();
        if (sum.signum() == 0) {
            return BigDecimal.ZERO;
        }
        int halvings = FRACTION_BITS - Math.min(sum.getLowestSetBit(), FRACTION_BITS);
        BigInteger odd = sum.shiftRight(FRACTION_BITS - halvings);
        return new BigDecimal(odd.multiply(BigInteger.valueOf(5).pow(halvings)), halvings);
    }

    static void requirePayment(double payment) {
        if (!(payment >= 0) || payment == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("a payment must be finite and >= 0, but is " + payment);
        }
    }

    private void flush() {
        for (int limb = LIMBS - 1; limb >= 0; limb--) {
            if (limbs[limb] != 0) {
                flushed = flushed.add(BigInteger.valueOf(limbs[limb]).shiftLeft(limb * LIMB_BITS));
                limbs[limb] = 0;
            }
        }
        additions = 0;
    }
}
