package dev.candor.divergence;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * m·2ᵉ with as many bits as {@link #bits} asks for: addition, multiplication, division, roots, exponentials and logarithms
 * of a hundred digits at some ten times the speed of BigDecimal, which has to divide for every rounding. What payments are
 * held against is computed with it.
 */
public final class Binary implements Comparable<Binary> {
    public static final Binary ZERO = new Binary(BigInteger.ZERO, 0, 64);
    /** e to the power of less than minus this is 0. */
    private static final double NOTHING = -5000;

    private static final int LOG_OF_TWO_BITS = 4096;
    private static final BigInteger LOG_OF_TWO = sumOfLogOfTwo();

    private final BigInteger m;
    private final long e;
    private final int bits;

    private Binary(BigInteger m, long e, int bits) {
        int excess = m.bitLength() - bits;
        this.m = excess > 0 ? m.shiftRight(excess) : m;
        this.e = excess > 0 ? e + excess : e;
        this.bits = bits;
    }

    public static Binary of(double x, int bits) {
        if (x == 0) {
            return new Binary(BigInteger.ZERO, 0, bits);
        }
        int exponent = Math.max(Math.getExponent(x), Double.MIN_EXPONENT);
        long mantissa = (long) Math.scalb(Math.scalb(x, -exponent / 2), 52 - exponent + exponent / 2);
        return new Binary(BigInteger.valueOf(mantissa), exponent - 52, bits);
    }

    /** Rounded down in size; a sum of powers of two that needs no more bits is what it is. */
    public static Binary of(BigDecimal x, int bits) {
        BigInteger ten = BigInteger.TEN.pow(Math.abs(x.scale()));
        BigInteger above = x.scale() < 0 ? x.unscaledValue().multiply(ten) : x.unscaledValue();
        BigInteger below = x.scale() < 0 ? BigInteger.ONE : ten;
        int shift = Math.max(0, bits + 2 + below.bitLength() - above.bitLength());
        return new Binary(above.shiftLeft(shift).divide(below), -shift, bits);
    }

    public Binary plus(Binary o) {
        if (m.signum() == 0) {
            return o;
        }
        if (o.m.signum() == 0) {
            return this;
        }
        if (top() - o.e < -2L * precision(o)) {
            return o;
        }
        if (o.top() - e < -2L * precision(o)) {
            return this;
        }
        long shift = e - o.e;
        return shift >= 0
                ? new Binary(m.shiftLeft((int) shift).add(o.m), o.e, precision(o))
                : new Binary(o.m.shiftLeft((int) -shift).add(m), e, precision(o));
    }

    private long top() {
        return e + m.bitLength();
    }

    private int precision(Binary o) {
        return Math.max(bits, o.bits);
    }

    public Binary negate() {
        return new Binary(m.negate(), e, bits);
    }

    public Binary minus(Binary o) {
        return plus(o.negate());
    }

    public Binary times(Binary o) {
        return new Binary(m.multiply(o.m), e + o.e, precision(o));
    }

    public Binary times(long n) {
        return new Binary(m.multiply(BigInteger.valueOf(n)), e, bits);
    }

    public Binary over(Binary o) {
        int shift = Math.max(0, precision(o) + 2 + o.m.bitLength() - m.bitLength());
        return new Binary(m.shiftLeft(shift).divide(o.m), e - shift - o.e, precision(o));
    }

    Binary over(long n) {
        return over(new Binary(BigInteger.valueOf(n), 0, bits));
    }

    /** Divided by 2ᵏ. */
    Binary halved(int k) {
        return new Binary(m, e - k, bits);
    }

    public Binary sqrt() {
        int shift = Math.max(0, 2 * bits + 2 - m.bitLength());
        shift += (int) ((e - shift) & 1);
        return new Binary(m.shiftLeft(shift).sqrt(), (e - shift) / 2, bits);
    }

    /** A number between two that are > 0 and not equal, near their geometric mean where they are far apart. */
    static Binary between(Binary low, Binary high) {
        Binary middle = new Binary(BigInteger.ONE, (low.top() + high.top()) / 2, low.bits);
        return middle.compareTo(low) > 0 && middle.compareTo(high) < 0
                ? middle
                : low.plus(high).halved(1);
    }

    /** To so many bits, or with room for so many. */
    Binary rounded(int other) {
        return new Binary(m, e, other);
    }

    /** 2ⁿ·eʳ, r = x − n·log 2: Taylor's series of r/2ᵏ, squared k times, in integers of 2⁻ʷ. */
    public Binary exp() {
        double size = doubleValue();
        if (size < NOTHING) {
            return new Binary(BigInteger.ZERO, 0, bits);
        }
        if (!(size < -NOTHING)) {
            throw new ArithmeticException("e to the power of " + size);
        }
        int halvings = (int) Math.sqrt(bits);
        int width = bits + halvings + 32;
        long n = Math.round(size / StrictMath.log(2));
        BigInteger rest = fixed(width).subtract(logOfTwo(width).multiply(BigInteger.valueOf(n)));
        BigInteger x = rest.shiftRight(halvings);
        BigInteger sum = BigInteger.ONE.shiftLeft(width).add(x);
        BigInteger term = x;
        for (int k = 2; term.bitLength() > 1; k++) {
            term = term.multiply(x).shiftRight(width).divide(BigInteger.valueOf(k));
            sum = sum.add(term);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.multiply(sum).shiftRight(width);
        }
        return new Binary(sum, n - width, bits);
    }

    /** In units of 2⁻ʷ. */
    private BigInteger fixed(int width) {
        long shift = e + width;
        return shift >= 0 ? m.shiftLeft((int) shift) : m.shiftRight((int) Math.min(-shift, Integer.MAX_VALUE));
    }

    private static BigInteger logOfTwo(int width) {
        if (width > LOG_OF_TWO_BITS) {
            throw new ArithmeticException("log 2 to " + width + " bits");
        }
        return LOG_OF_TWO.shiftRight(LOG_OF_TWO_BITS - width);
    }

    /** Σ 1/(k·2ᵏ), with bits to spare. */
    private static BigInteger sumOfLogOfTwo() {
        BigInteger sum = BigInteger.ZERO;
        for (int k = 1; k <= LOG_OF_TWO_BITS + 64; k++) {
            sum = sum.add(BigInteger.ONE.shiftLeft(LOG_OF_TWO_BITS + 64 - k).divide(BigInteger.valueOf(k)));
        }
        return sum.shiftRight(64);
    }

    /** y ← y + 2(x − eʸ)/(x + eʸ), which triples the digits, from the double; each step with as many as it can give. */
    public Binary log() {
        double rough = StrictMath.log(new Binary(m, -m.bitLength(), bits).doubleValue());
        Binary y = of(rough + top() * StrictMath.log(2), bits);
        int most = bits + 32;
        for (int good = 38; good < most; good *= 3) {
            int needed = Math.min(most, 3 * good + 32);
            Binary x = rounded(needed);
            y = y.rounded(needed);
            Binary power = y.exp();
            y = y.plus(x.minus(power).over(x.plus(power)).times(2));
        }
        return y.rounded(bits);
    }

    public int signum() {
        return m.signum();
    }

    public Binary abs() {
        return signum() < 0 ? negate() : this;
    }

    public Binary max(Binary o) {
        return compareTo(o) >= 0 ? this : o;
    }

    @Override
    public int compareTo(Binary o) {
        return minus(o).signum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Binary binary && compareTo(binary) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(doubleValue());
    }

    double doubleValue() {
        int excess = Math.max(0, m.bitLength() - 62);
        double top = m.shiftRight(excess).doubleValue();
        long power = e + excess;
        return power < -3000 ? 0 : Math.scalb(Math.scalb(top, (int) power / 2), (int) power - (int) power / 2);
    }

    /** Exactly. */
    public BigDecimal toDecimal() {
        return e < 0
                ? new BigDecimal(m.multiply(BigInteger.valueOf(5).pow((int) -e)), (int) -e)
                : new BigDecimal(m.shiftLeft((int) e));
    }

    @Override
    public String toString() {
        return new BigDecimal(doubleValue()).toString();
    }
}
