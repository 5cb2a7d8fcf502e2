package dev.candor.policy;

import java.math.BigDecimal;
import java.math.MathContext;

/** exp and log to 80 digits, by series: what the kernels are held against shares nothing with them. */
public final class Decimal {
    public static final MathContext DIGITS = new MathContext(80);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private Decimal() {}

    public static BigDecimal of(double x) {
        return new BigDecimal(x);
    }

    /** By halving the argument below 2⁻²⁰ and Taylor's series. */
    public static BigDecimal exp(BigDecimal x) {
        MathContext more = new MathContext(110);
        int halvings = 0;
        BigDecimal r = x;
        while (r.abs().compareTo(new BigDecimal("1e-6")) > 0) {
            r = r.divide(TWO, more);
            halvings++;
        }
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; k <= 20; k++) {
            term = term.multiply(r, more).divide(BigDecimal.valueOf(k), more);
            sum = sum.add(term, more);
        }
        for (int h = 0; h < halvings; h++) {
            sum = sum.multiply(sum, more);
        }
        return sum;
    }

    /** The root y of exp y = x by Newton's method from the double nearest. */
    public static BigDecimal log(BigDecimal x) {
        int shift = x.precision() - x.scale();
        BigDecimal mantissa = x.scaleByPowerOfTen(-shift);
        BigDecimal y = of(StrictMath.log(mantissa.doubleValue()) + shift * StrictMath.log(10));
        MathContext more = new MathContext(100);
        for (int step = 0; step < 4; step++) {
            y = y.add(x.multiply(exp(y.negate()), more).subtract(BigDecimal.ONE, more), more);
        }
        return y;
    }
}
