package dev.candor.numeric;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Exponential and logarithm in decimal arithmetic, each to a few units in the last of the digits asked for. */
public final class Decimals {
    /** e to the power of less than minus this is 0: no sum of doubles sees it. */
    private static final BigDecimal NOTHING = BigDecimal.valueOf(-20000);
    /** Digits beyond those asked for, against the rounding of squarings. */
    private static final int SPARE = 12;

    /** Up to here the logarithm of 1 + x loses digits. */
    private static final BigDecimal SMALL = new BigDecimal("1e-3");

    private Decimals() {}

    /** eˣ for x ≤ 20,000; 0 for x < −20,000. Taylor's series of x/2ᵏ, squared k times. */
    public static BigDecimal exp(BigDecimal x, MathContext digits) {
        if (x.signum() == 0) {
            return BigDecimal.ONE;
        }
        if (x.compareTo(NOTHING) < 0) {
            return BigDecimal.ZERO;
        }
        MathContext more = new MathContext(digits.getPrecision() + SPARE);
        int halvings = Math.max(0, Math.getExponent(x.doubleValue()) + 1) + 6;
        BigDecimal r = x.divide(new BigDecimal(BigInteger.ONE.shiftLeft(halvings)), more);
        BigDecimal sum = BigDecimal.ONE.add(r, more);
        BigDecimal term = r;
        BigDecimal least = BigDecimal.ONE.movePointLeft(more.getPrecision() + 1);
        for (int k = 2; term.abs().compareTo(least) > 0; k++) {
            term = term.multiply(r, more).divide(BigDecimal.valueOf(k), more);
            sum = sum.add(term, more);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.multiply(sum, more);
        }
        return sum.round(digits);
    }

    /** log x for x > 0: y ← y + 2(x − eʸ)/(x + eʸ), which triples the digits, from the double. */
    public static BigDecimal log(BigDecimal x, MathContext digits) {
        MathContext more = new MathContext(digits.getPrecision() + SPARE);
        int power = x.precision() - x.scale() - 1;
        double mantissa = x.movePointLeft(power).doubleValue();
        BigDecimal y = new BigDecimal(StrictMath.log(mantissa) + power * StrictMath.log(10));
        for (int good = 12; good < more.getPrecision() + 3; good *= 3) {
            BigDecimal power2 = exp(y, more);
            BigDecimal step = x.subtract(power2, more).divide(x.add(power2, more), more);
            y = y.add(step.add(step), more);
        }
        return y.round(digits);
    }

    /** log(1 + x) for x > −1, relative to itself: 2·artanh(x/(2 + x)) by its series where x is small. */
    public static BigDecimal log1p(BigDecimal x, MathContext digits) {
        if (x.abs().compareTo(SMALL) > 0) {
            return log(BigDecimal.ONE.add(x), digits);
        }
        MathContext more = new MathContext(digits.getPrecision() + SPARE);
        BigDecimal s = x.divide(x.add(BigDecimal.valueOf(2)), more);
        BigDecimal square = s.multiply(s, more);
        BigDecimal power = s;
        BigDecimal sum = s;
        BigDecimal least = s.abs().movePointLeft(more.getPrecision() + 1);
        for (int k = 3; power.abs().compareTo(least) > 0; k += 2) {
            power = power.multiply(square, more);
            sum = sum.add(power.divide(BigDecimal.valueOf(k), more), more);
        }
        return sum.add(sum).round(digits);
    }
}
