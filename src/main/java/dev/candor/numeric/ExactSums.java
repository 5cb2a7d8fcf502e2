package dev.candor.numeric;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Many sums of doubles kept exactly, so that no order of adding or merging can change them.
 *
 * <p>Sum i is the integer Σ_l limb[i][l]·2^(32·l) in units of 2^−1088; a limb is a long that takes 2³⁰ additions of
 * 32-bit digits before it must be carried. Only the limbs some addend reached are stored: five for rewards of ordinary
 * range, 67 for the whole range of double. State is mergeable: merge(a, b) = the sums of both, and an empty one is the
 * identity. Results are rounded once, to nearest, ties to even.
 */
public final class ExactSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int LIMB_BITS = Limbs.BITS;
    private static final long DIGIT = Limbs.DIGIT;
    /** Exponent of the lowest bit of limb 0: below the smallest subnormal, 2^−1074. */
    private static final int LOWEST_EXPONENT = -1088;

    private static final int ALL_LIMBS = 67;
    private static final long CARRY_EVERY = 1L << 30;

    private final int count;
    private int firstLimb;
    private int width;
    private long[] limbs;
    private long sinceCarry;

    /** {@code count} sums, all zero. */
    public ExactSums(int count) {
        this.count = count;
        this.limbs = new long[0];
    }

    public int count() {
        return count;
    }

    /** Bytes the limbs take now. */
    public long sizeInBytes() {
        return 8L * limbs.length;
    }

    /** Adds x to sum i; x must be finite. */
    public void add(int i, double x) {
        long bits = Double.doubleToRawLongBits(x);
        int biased = (int) (bits >>> 52) & 0x7FF;
        long mantissa = bits & 0xFFFFFFFFFFFFFL;
        if (biased == 0) {
            if (mantissa == 0) {
                return;
            }
            biased = 1;
        } else if (biased == 0x7FF) {
            throw new IllegalArgumentException("cannot add " + x + ": only finite numbers have an exact sum");
        } else {
            mantissa |= 0x10000000000000L;
        }
        int position = biased - 1075 - LOWEST_EXPONENT;
        int limb = position >> 5;
        if (limb < firstLimb || limb + 3 >= firstLimb + width) {
            cover(limb, limb + 4);
        }
        int shift = position & 31;
        long low = (mantissa & DIGIT) << shift;
        long middle = ((mantissa >>> LIMB_BITS) << shift) + (low >>> LIMB_BITS);
        int at = i * width + limb - firstLimb;
        if (bits >= 0) {
            limbs[at] += low & DIGIT;
            limbs[at + 1] += middle & DIGIT;
            limbs[at + 2] += middle >>> LIMB_BITS;
        } else {
            limbs[at] -= low & DIGIT;
            limbs[at + 1] -= middle & DIGIT;
            limbs[at + 2] -= middle >>> LIMB_BITS;
        }
        if (++sinceCarry == CARRY_EVERY) {
            carry();
        }
    }

    /** Adds every sum of {@code other}, which must hold as many. */
    public void merge(ExactSums other) {
        if (other.count != count) {
            throw new IllegalArgumentException("cannot merge " + other.count + " sums into " + count);
        }
        if (other.width == 0) {
            return;
        }
        other.carry();
        carry();
        cover(other.firstLimb, other.firstLimb + other.width);
        int shift = other.firstLimb - firstLimb;
        for (int i = 0; i < count; i++) {
            int mine = i * width + shift;
            int theirs = i * other.width;
            for (int l = 0; l < other.width; l++) {
                limbs[mine + l] += other.limbs[theirs + l];
            }
        }
        carry();
    }

    /** Sets every sum to zero and keeps the storage. */
    public void clear() {
        Arrays.fill(limbs, 0L);
        sinceCarry = 0;
    }

    /** Sum i, rounded to nearest. */
    public double value(int i) {
        return Limbs.nearest(Arrays.copyOfRange(limbs, i * width, (i + 1) * width), lowestExponent());
    }

    /** Sum i minus sum j, exact before the one rounding: full relative accuracy however close they are. */
    public double difference(int i, int j) {
        long[] row = Arrays.copyOfRange(limbs, i * width, (i + 1) * width);
        for (int l = 0; l < width; l++) {
            row[l] -= limbs[j * width + l];
        }
        return Limbs.nearest(row, lowestExponent());
    }

    /** Sum i as the decimal it is, every digit of it: z / 2^k = z·5^k / 10^k. */
    public BigDecimal exact(int i) {
        BigInteger units = BigInteger.ZERO;
        for (int l = width - 1; l >= 0; l--) {
            units = units.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(limbs[i * width + l]));
        }
        if (units.signum() == 0) {
            return BigDecimal.ZERO;
        }
        int zeros = units.getLowestSetBit();
        int exponent = lowestExponent() + zeros;
        BigInteger odd = units.shiftRight(zeros);
        return exponent >= 0
                ? new BigDecimal(odd.shiftLeft(exponent))
                : new BigDecimal(odd.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
    }

    /** Makes the window hold limbs [from, to) of every sum, plus one above for the carries. */
    private void cover(int from, int to) {
        int low = width == 0 ? from : Math.min(from, firstLimb);
        int high = Math.min(ALL_LIMBS, width == 0 ? to : Math.max(to, firstLimb + width));
        if (width != 0 && low == firstLimb && high == firstLimb + width) {
            return;
        }
        int wider = high - low;
        long cells = (long) count * wider;
        if (cells > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("cannot hold " + count + " exact sums of " + wider
                    + " limbs in one array: use smaller prompt blocks");
        }
        long[] moved = new long[(int) cells];
        if (width != 0) {
            for (int i = 0; i < count; i++) {
                int target = i * wider + firstLimb - low;
                System.arraycopy(limbs, i * width, moved, target, width);
                Limbs.spread(moved, target + width - 1, i * wider + wider);
            }
        }
        limbs = moved;
        firstLimb = low;
        width = wider;
    }

    private void carry() {
        for (int i = 0; i < count && width > 0; i++) {
            Limbs.spread(limbs, i * width, (i + 1) * width);
        }
        sinceCarry = 1;
        if (width > 0 && firstLimb + width < ALL_LIMBS && topIsFull()) {
            cover(firstLimb, firstLimb + width + 1);
        }
    }

    /** Of the lowest bit that is kept. */
    private int lowestExponent() {
        return LOWEST_EXPONENT + LIMB_BITS * firstLimb;
    }

    private boolean topIsFull() {
        for (int i = 1; i <= count; i++) {
            if (Math.abs(limbs[i * width - 1]) >= 1L << 61) {
                return true;
            }
        }
        return false;
    }
}
