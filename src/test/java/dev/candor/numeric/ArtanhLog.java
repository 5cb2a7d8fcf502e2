package dev.candor.numeric;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * log x = 2·artanh((z − 1)/(z + 1)) + 2k·artanh(1/3) for x = 2ᵏ·z, by the series in binary fixed-point numbers. It keeps
 * nothing between calls. The library big-math keeps log 2, log 3 and log 10 with more digits than are right, so what it
 * answers depends on what it was asked before.
 */
public final class ArtanhLog {
    private static final BigInteger THREE = BigInteger.valueOf(3);
    private static final int SPARE_BITS = 64;

    private ArtanhLog() {}

    /** Of x > 0, relative to itself. */
    public static BigDecimal log(BigDecimal x, MathContext digits) {
        BigInteger numerator = x.unscaledValue();
        BigInteger denominator = BigInteger.TEN.pow(Math.max(0, x.scale()));
        numerator = numerator.multiply(BigInteger.TEN.pow(Math.max(0, -x.scale())));
        int k = numerator.bitLength() - denominator.bitLength();
        numerator = numerator.shiftLeft(Math.max(0, -k));
        denominator = denominator.shiftLeft(Math.max(0, k));
        if (numerator.multiply(THREE).compareTo(denominator.shiftLeft(2)) > 0) {
            denominator = denominator.shiftLeft(1);
            k++;
        } else if (numerator.multiply(THREE).compareTo(denominator.shiftLeft(1)) < 0) {
            numerator = numerator.shiftLeft(1);
            k--;
        }
        BigInteger above = numerator.subtract(denominator);
        int cancelled = Math.max(0, denominator.bitLength() - above.bitLength());
        int bits = 4 * digits.getPrecision() + cancelled + SPARE_BITS;
        BigInteger half = artanh(above, numerator.add(denominator), bits)
                .add(artanh(BigInteger.ONE, THREE, bits).multiply(BigInteger.valueOf(k)));
        return new BigDecimal(half.shiftLeft(1)).divide(new BigDecimal(BigInteger.ONE.shiftLeft(bits)), digits);
    }

    /** artanh(n/d) in units of 2^−bits. */
    private static BigInteger artanh(BigInteger n, BigInteger d, int bits) {
        BigInteger power = n.shiftLeft(bits).divide(d);
        BigInteger square = power.multiply(power).shiftRight(bits);
        BigInteger sum = power;
        for (int j = 3; power.bitLength() > 1; j += 2) {
            power = power.multiply(square).shiftRight(bits);
            sum = sum.add(power.divide(BigInteger.valueOf(j)));
        }
        return sum;
    }
}
