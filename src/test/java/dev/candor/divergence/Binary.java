package dev.candor.divergence;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * m·2ᵉ with as many bits as {@link #bits} asks for: addition, multiplication, division, roots, exponentials and logarithms
 * of a hundred digits at some ten times the speed of BigDecimal, which has to divide for every rounding. What payments are
 * held against is computed with it.
 */
final class Binary implements Comparable<Binary> {
    static final Binary ZERO = new Binary(BigInteger.ZERO, 0, 64);
    /** e to the power of less than minus this is 0. */
    private static final double NOTHING = -5000;

    private final BigInteger m;
    private final long e;
    private final int bits;

    private Binary(BigInteger m, long e, int bits) {
        int excess = m.bitLength() - bits;
        this.m = excess > 0 ? m.shiftRight(excess) : m;
        this.e = excess > 0 ? e + excess : e;
        this.bits = bits;
    }

    static Binary of(double x, int bits) {
        if (x == 0) {
            return new Binary(BigInteger.ZERO, 0, bits);
        }
        int exponent = Math.max(Math.getExponent(x), Double.MIN_EXPONENT);
        long mantissa = (long) Math.scalb(Math.scalb(x, -exponent / 2), 52 - exponent + exponent / 2);
        return new Binary(BigInteger.valueOf(mantissa), exponent - 52, bits);
    }

    Binary plus(Binary o) {
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

    Binary negate() {
        return new Binary(m.negate(), e, bits);
    }

    Binary minus(Binary o) {
        return plus(o.negate());
    }

    Binary times(Binary o) {
        return new Binary(m.multiply(o.m), e + o.e, precision(o));
    }

    Binary times(long n) {
        return new Binary(m.multiply(BigInteger.valueOf(n)), e, bits);
    }

    Binary over(Binary o) {
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

    Binary sqrt() {
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

    private Binary withBits(int more) {
        return new Binary(m, e, more);
    }

    /** Taylor's series of x/2ᵏ, squared k times. */
    Binary exp() {
        double size = doubleValue();
        if (size < NOTHING) {
            return new Binary(BigInteger.ZERO, 0, bits);
        }
        int halvings = Math.max(0, Math.getExponent(size) + 1) + 8;
        Binary x = withBits(bits + halvings + 16).halved(halvings);
        Binary one = of(1, x.bits);
        Binary sum = one.plus(x);
        Binary term = x;
        for (int k = 2; term.signum() != 0 && term.top() > -x.bits - 8; k++) {
            term = term.times(x).over(k);
            sum = sum.plus(term);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.times(sum);
        }
        return sum.withBits(bits);
    }

    /** y ← y + 2(x − eʸ)/(x + eʸ), which triples the digits, from the double. */
    Binary log() {
        double rough = StrictMath.log(new Binary(m, -m.bitLength(), bits).doubleValue());
        Binary x = withBits(bits + 32);
        Binary y = of(rough + top() * StrictMath.log(2), x.bits);
        for (int good = 30; good < 3L * x.bits; good *= 3) {
            Binary power = y.exp();
            y = y.plus(x.minus(power).over(x.plus(power)).times(2));
        }
        return y.withBits(bits);
    }

    int signum() {
        return m.signum();
    }

    Binary abs() {
        return signum() < 0 ? negate() : this;
    }

    Binary max(Binary o) {
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

    @Override
    public String toString() {
        return new BigDecimal(doubleValue()).toString();
    }
}
