package dev.candor.numeric;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Many sums of doubles kept exactly, so that no order of adding or merging can change them.
 *
 * <p>Sum i is the integer Σ_l limb[i][l]·2^(32·l) in units of the smallest subnormal, 2^−1074. An addend m·2^(32·l + s),
 * |m| < 2⁵³, 0 ≤ s < 32, touches two limbs: the low 32 bits of m·2ˢ go to limb l, the rest, below 2⁵² in size, to limb
 * l + 1. Between additions every limb is below 2⁶¹ in size; one that grows past it hands what exceeds its 32-bit digit
 * to the limb above. Only the limbs some addend reached are stored: four for rewards of ordinary range, 67 for the whole
 * range of double. State is mergeable: merge(a, b) = the sums of both, and an empty one is the identity. Results are
 * rounded once, to nearest, ties to even.
 */
public final class ExactSums implements Serializable {
    private static final long serialVersionUID = 2L;

    private static final int LIMB_BITS = Limbs.BITS;
    private static final long DIGIT = Limbs.DIGIT;
    /** Exponent of the lowest bit of limb 0, that of the smallest subnormal; doubles of biased exponent 1 begin there. */
    private static final int LOWEST_EXPONENT = -1074;

    private static final int ALL_LIMBS = 67;
    private static final int LARGEST_BIASED = 2046;
    private static final long FRACTION = (1L << 52) - 1;
    private static final long IMPLICIT_BIT = 1L << 52;
    /** Limbs lie in [−2⁶¹, 2⁶¹): plus this, their two top bits are 0. */
    private static final long ROOM = 1L << 61;

    private final int count;
    private int firstLimb;
    private int width;
    private long[] limbs;
    /** Biased exponents [nearest, nearest + reach] fall into the window and leave a limb above for carries. */
    private int nearest = 1;

    private int reach = -1;

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
        int position = biased(bits) - nearest;
        if ((position | (reach - position)) < 0) {
            addOutside(i, x);
        } else if (full(limbs, i * width, position, signed(bits, (bits & FRACTION) | IMPLICIT_BIT))) {
            carry(i);
        }
    }

    /** Adds a·b to sum i, exactly but for what lies below the smallest subnormal: the product and its rounding error. */
    public void addProduct(int i, double a, double b) {
        double product = a * b;
        add(i, product);
        double rest = Math.fma(a, b, -product);
        if (rest != 0) {
            add(i, rest);
        }
    }

    /**
     * Adds scale·x[k] to sum index[k] − base for every k in [from, to), exactly but for what lies below the smallest
     * subnormal.
     *
     * <p>The same as as many calls of {@link #addProduct}, with the window kept in registers.
     */
    public void addProducts(double scale, int[] index, double[] x, int from, int to, int base) {
        if (isPowerOfTwo(scale)) {
            addScaled(scale, index, x, from, to, base);
            return;
        }
        long[] window = limbs;
        int stride = width;
        int lowest = nearest;
        int above = reach;
        for (int k = from; k < to; k++) {
            double product = scale * x[k];
            double rest = Math.fma(scale, x[k], -product);
            long bits = Double.doubleToRawLongBits(product);
            long restBits = Double.doubleToRawLongBits(rest);
            int position = biased(bits) - lowest;
            int restPosition = rest == 0 ? 0 : biased(restBits) - lowest;
            int i = index[k] - base;
            if ((position | (above - position) | restPosition | (above - restPosition)) < 0) {
                add(i, product);
                add(i, rest);
            } else {
                boolean full = full(window, i * stride, position, signed(bits, (bits & FRACTION) | IMPLICIT_BIT));
                if (rest != 0) {
                    full |= full(
                            window, i * stride, restPosition, signed(restBits, (restBits & FRACTION) | IMPLICIT_BIT));
                }
                if (!full) {
                    continue;
                }
                carry(i);
            }
            window = limbs;
            stride = width;
            lowest = nearest;
            above = reach;
        }
    }

    /** Whether products with it are doubles, unless they are too small for one. */
    private static boolean isPowerOfTwo(double scale) {
        long bits = Double.doubleToRawLongBits(scale);
        return (bits & FRACTION) == 0 && biased(bits) > 0;
    }

    /**
     * Adds scale·x[k], rounded to a double, to sum index[k] − base for every k in [from, to).
     *
     * <p>The same as as many calls of {@link #add}, with the window kept in registers.
     */
    public void addScaled(double scale, int[] index, double[] x, int from, int to, int base) {
        long[] window = limbs;
        int stride = width;
        int lowest = nearest;
        int above = reach;
        for (int k = from; k < to; k++) {
            double scaled = scale * x[k];
            long bits = Double.doubleToRawLongBits(scaled);
            int position = biased(bits) - lowest;
            int i = index[k] - base;
            if ((position | (above - position)) < 0) {
                addOutside(i, scaled);
            } else if (full(window, i * stride, position, signed(bits, (bits & FRACTION) | IMPLICIT_BIT))) {
                carry(i);
            } else {
                continue;
            }
            window = limbs;
            stride = width;
            lowest = nearest;
            above = reach;
        }
    }

    private static int biased(long bits) {
        return (int) (bits >>> 52) & 0x7FF;
    }

    /** The magnitude with the sign of the double whose bits these are. */
    private static long signed(long bits, long magnitude) {
        long sign = bits >> 63;
        return (magnitude ^ sign) - sign;
    }

    /** Adds m·2^position to the row that starts at {@code row}; whether a limb has left its range by that. */
    private static boolean full(long[] window, int row, int position, long m) {
        int at = row + (position >> 5);
        int shift = position & 31;
        long low = window[at] + ((m << shift) & DIGIT);
        long high = window[at + 1] + (m >> (LIMB_BITS - shift));
        window[at] = low;
        window[at + 1] = high;
        return (((low + ROOM) | (high + ROOM)) >>> 62) != 0;
    }

    /** {@link #add} of what the window does not hold: zeros, subnormals, exponents not seen before; refuses the rest. */
    private void addOutside(int i, double x) {
        if (x == 0) {
            return;
        }
        long bits = Double.doubleToRawLongBits(x);
        int biased = biased(bits);
        if (biased > LARGEST_BIASED) {
            throw new IllegalArgumentException("cannot add " + x + ": only finite numbers have an exact sum");
        }
        long magnitude = biased == 0 ? bits & FRACTION : (bits & FRACTION) | IMPLICIT_BIT;
        int position = Math.max(biased, 1) - 1;
        int limb = position / LIMB_BITS;
        cover(limb, limb + 3);
        if (full(limbs, i * width, position - LIMB_BITS * firstLimb, signed(bits, magnitude))) {
            carry(i);
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
        cover(other.firstLimb, other.firstLimb + other.width);
        for (int i = 0; i < count; i++) {
            int mine = i * width + other.firstLimb - firstLimb;
            int theirs = i * other.width;
            long range = 0;
            for (int l = 0; l < other.width; l++) {
                limbs[mine + l] += other.limbs[theirs + l];
                range |= limbs[mine + l] + ROOM;
            }
            if (range >>> 62 != 0) {
                carry(i);
            }
        }
    }

    /** Sets every sum to zero and keeps the storage. */
    public void clear() {
        Arrays.fill(limbs, 0L);
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

    /**
     * Sum i minus sum j as a sum of at most {@code most} doubles: part 0 is {@link #difference}, every further part what
     * those before it leave, rounded to nearest. Unused parts are 0.
     */
    public double[] differenceParts(int i, int j, int most) {
        double[] parts = new double[most];
        long[] rest = Arrays.copyOf(Arrays.copyOfRange(limbs, i * width, (i + 1) * width), width + 2);
        for (int l = 0; l < width; l++) {
            rest[l] -= limbs[j * width + l];
        }
        for (int k = 0; k < most; k++) {
            parts[k] = Limbs.nearest(rest.clone(), lowestExponent());
            if (parts[k] == 0) {
                break;
            }
            subtract(rest, parts[k]);
        }
        return parts;
    }

    /** Takes x, whose lowest bit that is set the row can hold, from the row. */
    private void subtract(long[] row, double x) {
        long bits = Double.doubleToRawLongBits(x);
        int biased = biased(bits);
        long magnitude = biased == 0 ? bits & FRACTION : (bits & FRACTION) | IMPLICIT_BIT;
        int position = Math.max(biased, 1) - 1 - LIMB_BITS * firstLimb;
        if (position < 0) {
            magnitude >>= -position;
            position = 0;
        }
        full(row, 0, position, -signed(bits, magnitude));
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
        nearest = 1 + LIMB_BITS * low;
        reach = Math.min(LIMB_BITS * (wider - 2) - 1, LARGEST_BIASED - nearest);
    }

    /** Brings the limbs of sum i back into their range, in a wider window if its highest one is full. */
    private void carry(int i) {
        Limbs.spread(limbs, i * width, (i + 1) * width);
        if (firstLimb + width < ALL_LIMBS && (limbs[(i + 1) * width - 1] + ROOM) >>> 62 != 0) {
            cover(firstLimb, firstLimb + width + 1);
        }
    }

    /** Of the lowest bit that is kept. */
    private int lowestExponent() {
        return LOWEST_EXPONENT + LIMB_BITS * firstLimb;
    }
}
