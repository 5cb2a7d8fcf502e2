package dev.candor.mechanism.money;

import java.math.BigInteger;

/**
 * An amount of fewer than 2⁶³ minor units, its remainder an integer of 128 bits. With P = payment's mantissa × price
 * and Q = ⌊P / 2^halvings⌋: units = ⌊Q / divisor⌋, for a floor of a floor is the floor; and what is left of P are the
 * bits that Q dropped below those of Q mod divisor.
 */
final class LongAmount extends Amount {
    private final long units;
    private final long high;
    private final long low;
    private final long divisor;
    private final int halvings;

    private LongAmount(long units, long high, long low, long divisor, int halvings) {
        this.units = units;
        this.high = high;
        this.low = low;
        this.divisor = divisor;
        this.halvings = halvings;
    }

    /**
     * {@code mantissa · price / (divisor · 2^halvings)}; null when it has 2⁶³ minor units or more.
     *
     * @param mantissa 0 ≤ mantissa < 2⁵³
     * @param price ≥ 0
     * @param divisor ≥ 1
     * @param halvings ≥ 0
     */
    static LongAmount of(long mantissa, long price, long divisor, int halvings) {
        long high = Math.multiplyHigh(mantissa, price);
        long low = mantissa * price;
        long whole = shiftedRight(high, low, halvings);
        if (whole < 0 || (halvings < 64 && high >>> halvings != 0)) {
            return null;
        }
        if (whole < divisor) {
            return new LongAmount(0, high, low, divisor, halvings);
        }
        long rest = whole % divisor;
        return halvings < 64
                ? new LongAmount(
                        whole / divisor,
                        halvings == 0 ? 0 : rest >>> (64 - halvings),
                        rest << halvings | below(low, halvings),
                        divisor,
                        halvings)
                : new LongAmount(
                        whole / divisor, rest << (halvings - 64) | below(high, halvings - 64), low, divisor, halvings);
    }

    @Override
    public BigInteger floor() {
        return BigInteger.valueOf(units);
    }

    @Override
    public BigInteger halfEven() {
        BigInteger floor = floor();
        return isWhole() || !up() ? floor : floor.add(BigInteger.ONE);
    }

    /** Compares twice the remainder with the divisor, first as far as Q goes, then by the bits it dropped. */
    private boolean up() {
        long rest = shiftedRight(high, low, halvings);
        long top = halvings == 0 ? 0 : bit(halvings - 1);
        int half = Long.compareUnsigned(2 * rest + top, divisor);
        if (half != 0) {
            return half > 0;
        }
        return hasBitsBelow(halvings - 1) || (units & 1) != 0;
    }

    @Override
    public boolean isWhole() {
        return (high | low) == 0;
    }

    @Override
    public long remainderHead() {
        if (isWhole()) {
            return 0;
        }
        int length = length();
        long leading = length <= 64 ? low << (64 - length) : leading(128 - length);
        return (long) (length - halvings + EXPONENT_BIAS) << 48 | leading >>> 16;
    }

    @Override
    public byte[] remainderKey() {
        return isWhole() ? NOTHING : big().remainderKey();
    }

    /** The same amount in big integers. */
    private BigAmount big() {
        BigInteger unsignedLow = new BigInteger(Long.toUnsignedString(low));
        return new BigAmount(
                floor(),
                BigInteger.valueOf(high).shiftLeft(64).add(unsignedLow),
                BigInteger.valueOf(divisor),
                halvings);
    }

    /** Bits of the remainder. */
    private int length() {
        return high == 0 ? 64 - Long.numberOfLeadingZeros(low) : 128 - Long.numberOfLeadingZeros(high);
    }

    /** The first 64 of the remainder's bits, there being more, {@code zeros} of 128 before them. */
    private long leading(int zeros) {
        return zeros == 0 ? high : high << zeros | low >>> (64 - zeros);
    }

    private long bit(int position) {
        return position < 64 ? low >>> position & 1 : position < 128 ? high >>> (position - 64) & 1 : 0;
    }

    private boolean hasBitsBelow(int position) {
        if (position <= 0) {
            return false;
        }
        return position <= 64 ? below(low, position) != 0 : low != 0 || below(high, position - 64) != 0;
    }

    /** ⌊(high·2⁶⁴ + low) / 2^bits⌋ modulo 2⁶⁴. */
    private static long shiftedRight(long high, long low, int bits) {
        if (bits == 0) {
            return low;
        }
        if (bits < 64) {
            return high << (64 - bits) | low >>> bits;
        }
        return bits < 128 ? high >>> (bits - 64) : 0;
    }

    /** The lowest {@code bits} bits of {@code word}. */
    private static long below(long word, int bits) {
        return bits >= 64 ? word : word & ((1L << bits) - 1);
    }
}
