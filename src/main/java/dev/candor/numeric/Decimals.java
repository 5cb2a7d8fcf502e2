package dev.candor.numeric;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Exponential and logarithm in decimal arithmetic, each to a few units in the last of the digits asked for. The work is done
 * on binary fixed-point numbers, which are rounded by a shift, where decimal ones cost a division.
 */
public final class Decimals {
    /** e to the power of less than minus this is 0: no sum of doubles sees it. */
    private static final BigDecimal NOTHING = BigDecimal.valueOf(-20000);
    /** Digits beyond those asked for. */
    private static final int SPARE = 12;

    private static final double BITS_PER_DIGIT = 3.3219280948873626;
    /** Taylor's series is that of a number this many times halved. */
    private static final int HALVINGS = 9;
    /** Up to here the logarithm of 1 + x loses digits. */
    private static final BigDecimal SMALL = new BigDecimal("1e-3");

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private static volatile Constant ln10 = new Constant(512);

    private Decimals() {}

    /** log 10 in units of 2^−bits. */
    private static final class Constant {
        private final int bits;
        private final BigInteger value;

        /** log 10 = 46 artanh(1/31) + 34 artanh(1/49) + 20 artanh(1/161). */
        Constant(int bits) {
            this.bits = bits;
            int more = bits + 32;
            this.value = artanhOfInverse(31, more)
                    .multiply(BigInteger.valueOf(46))
                    .add(artanhOfInverse(49, more).multiply(BigInteger.valueOf(34)))
                    .add(artanhOfInverse(161, more).multiply(BigInteger.valueOf(20)))
                    .shiftRight(more - bits);
        }

        private static BigInteger artanhOfInverse(int n, int bits) {
            BigInteger square = BigInteger.valueOf((long) n * n);
            BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(n));
            BigInteger sum = power;
            for (int k = 3; power.signum() != 0; k += 2) {
                power = power.divide(square);
                sum = sum.add(power.divide(BigInteger.valueOf(k)));
            }
            return sum;
        }
    }

    private static BigInteger ln10(int bits) {
        Constant known = ln10;
        if (known.bits < bits) {
            known = new Constant(2 * bits);
            ln10 = known;
        }
        return known.value.shiftRight(known.bits - bits);
    }

    /** eˣ for x ≤ 20,000; 0 for x < −20,000. With x = m·log 10 + r: 10ᵐ times Taylor's series of r/2⁹, squared nine times. */
    public static BigDecimal exp(BigDecimal x, MathContext digits) {
        if (x.signum() == 0 || magnitude(x) < -digits.getPrecision()) {
            return BigDecimal.ONE.add(x, digits);
        }
        if (x.compareTo(NOTHING) < 0) {
            return BigDecimal.ZERO;
        }
        int bits = (int) (BITS_PER_DIGIT * (digits.getPrecision() + SPARE));
        BigInteger whole = x.unscaledValue().shiftLeft(bits);
        BigInteger ten = BigInteger.TEN.pow(Math.abs(x.scale()));
        BigInteger[] parts = (x.scale() > 0 ? whole.divide(ten) : whole.multiply(ten)).divideAndRemainder(ln10(bits));
        BigInteger r = parts[1].shiftRight(HALVINGS);
        BigInteger one = BigInteger.ONE.shiftLeft(bits);
        BigInteger sum = one.add(r);
        BigInteger term = r;
        for (int k = 2; term.bitLength() > 1; k++) {
            term = term.multiply(r).shiftRight(bits).divide(BigInteger.valueOf(k));
            sum = sum.add(term);
        }
        for (int k = 0; k < HALVINGS; k++) {
            sum = sum.multiply(sum).shiftRight(bits);
        }
        return new BigDecimal(sum).divide(new BigDecimal(one), digits).scaleByPowerOfTen(parts[0].intValueExact());
    }

    /** log x for x = 10ᵐ·z > 0: m·log 10 + y + log(z·e^−y), y the logarithm of z as a double. */
    public static BigDecimal log(BigDecimal x, MathContext digits) {
        BigDecimal above = x.subtract(BigDecimal.ONE);
        if (above.abs().compareTo(SMALL) <= 0) {
            return log1p(above, digits);
        }
        MathContext more = new MathContext(digits.getPrecision() + SPARE);
        int power = magnitude(x) - 1;
        BigDecimal z = x.movePointLeft(power);
        BigDecimal y = new BigDecimal(StrictMath.log(z.doubleValue()));
        BigDecimal rest = z.multiply(exp(y.negate(), more), more).subtract(BigDecimal.ONE);
        int bits = (int) (BITS_PER_DIGIT * more.getPrecision());
        BigDecimal tens = new BigDecimal(ln10(bits).multiply(BigInteger.valueOf(power)))
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(bits)), more);
        return tens.add(y).add(series(rest, more), digits);
    }

    /** log(1 + x) for x > −1, relative to itself. */
    public static BigDecimal log1p(BigDecimal x, MathContext digits) {
        if (x.abs().compareTo(SMALL) > 0) {
            return log(BigDecimal.ONE.add(x), digits);
        }
        return series(x, new MathContext(digits.getPrecision() + SPARE)).round(digits);
    }

    /** log(1 + x) = 2·artanh(x/(2 + x)) by its series, for small x. */
    private static BigDecimal series(BigDecimal x, MathContext more) {
        BigDecimal s = x.divide(x.add(TWO), more);
        BigDecimal square = s.multiply(s, more);
        BigDecimal power = s;
        BigDecimal sum = s;
        BigDecimal least = s.abs().movePointLeft(more.getPrecision() + 1);
        for (int k = 3; power.abs().compareTo(least) > 0; k += 2) {
            power = power.multiply(square, more);
            sum = sum.add(power.divide(BigDecimal.valueOf(k), more), more);
        }
        return sum.add(sum);
    }

    /** The power of ten of the first digit, plus one. */
    private static int magnitude(BigDecimal x) {
        return x.precision() - x.scale();
    }
}
