package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Each stable form against its definition in 110-digit arithmetic: the smallest results are 1e-61, 16 digits count. */
class StableTest {
    private static final MathContext DIGITS = new MathContext(110);
    private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-110");

    private static double signed(double mantissa, int exponent) {
        return mantissa * StrictMath.pow(10, exponent);
    }

    private static BigDecimal exp(BigDecimal x) {
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; term.abs().compareTo(NEGLIGIBLE) > 0; k++) {
            term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    /** log(1 + z) by Newton on exp: the 16 digits of the double become 32, 64, 128. */
    private static BigDecimal log1p(BigDecimal z) {
        BigDecimal target = z.add(BigDecimal.ONE);
        BigDecimal y = new BigDecimal(StrictMath.log1p(z.doubleValue()));
        for (int k = 0; k < 3; k++) {
            BigDecimal e = exp(y);
            y = y.add(target.subtract(e).divide(e, DIGITS), DIGITS);
        }
        return y;
    }

    private static void assertClose(double actual, BigDecimal expected) {
        assertThat(actual).isGreaterThanOrEqualTo(0);
        double relative = expected.signum() == 0
                ? actual
                : new BigDecimal(actual)
                        .subtract(expected)
                        .divide(expected, DIGITS)
                        .doubleValue();
        assertThat(relative).isCloseTo(0, within(4e-15));
    }

    @Property(tries = 1000)
    void psi(
            @ForAll @DoubleRange(min = -9.99, max = 9.99) double mantissa,
            @ForAll @IntRange(min = -30, max = 0) int e) {
        double u = signed(mantissa, e);
        BigDecimal exact = new BigDecimal(u);
        assertClose(Stable.psi(u), exp(exact).subtract(BigDecimal.ONE).subtract(exact));
    }

    @Property(tries = 1000)
    void logDeficit(
            @ForAll @DoubleRange(min = -9.9, max = 9.9) double mantissa, @ForAll @IntRange(min = -25, max = -1) int e) {
        double z = signed(mantissa, e);
        BigDecimal exact = new BigDecimal(z);
        assertClose(Stable.logDeficit(z), exact.subtract(log1p(exact)));
    }

    @Property(tries = 1000)
    void entropyExcess(
            @ForAll @DoubleRange(min = -9.9, max = 9.9) double mantissa, @ForAll @IntRange(min = -25, max = -1) int e) {
        double x = signed(mantissa, e);
        BigDecimal exact = new BigDecimal(x);
        BigDecimal expected =
                exact.add(BigDecimal.ONE).multiply(log1p(exact), DIGITS).subtract(exact);
        assertClose(Stable.entropyExcess(x), expected);
    }
}
