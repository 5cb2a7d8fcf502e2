package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

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

    /** Beyond 1, where no series serves, up to the library's share at 40. */
    @Property(tries = 300)
    void psiOfLarge(@ForAll @DoubleRange(min = -45, max = 45) double u) {
        BigDecimal exact = new BigDecimal(u);
        assertClose(Stable.psi(u), exp(exact).subtract(BigDecimal.ONE).subtract(exact));
    }

    @Property(tries = 1000)
    void expm1(
            @ForAll @DoubleRange(min = -9.99, max = 9.99) double mantissa,
            @ForAll @IntRange(min = -30, max = 0) int e) {
        assertExpm1(signed(mantissa, e));
    }

    @Property(tries = 300)
    void expm1OfLarge(@ForAll @DoubleRange(min = -45, max = 45) double u) {
        assertExpm1(u);
    }

    private static void assertExpm1(double u) {
        BigDecimal expected = exp(new BigDecimal(u)).subtract(BigDecimal.ONE);
        assertClose(u < 0 ? -Stable.expm1(u) : Stable.expm1(u), expected.abs());
    }

    @Property(tries = 1000)
    void log1pOfExcess(
            @ForAll @DoubleRange(min = 0, max = 9.9) double mantissa, @ForAll @IntRange(min = -25, max = 0) int e) {
        double z = signed(mantissa, e);
        assertClose(Stable.log1pOfExcess(z), log1p(new BigDecimal(z)));
    }

    /** Both sides of every bound at which another formula takes over. */
    @Test
    void formulasMeetAtTheirBounds() {
        for (double bound : new double[] {0x1p-20, 0x1p-9, 0x1p-6, 0x1p-3, 0.4, 0.5, 1, 40}) {
            for (double u : new double[] {Math.nextDown(bound), bound, Math.nextUp(bound)}) {
                psiOfLarge(u);
                psiOfLarge(-u);
                assertExpm1(u);
                assertExpm1(-u);
                assertClose(Stable.log1pOfExcess(u), log1p(new BigDecimal(u)));
                if (u < 1) {
                    logDeficit(u, 0);
                    logDeficit(-u, 0);
                }
            }
        }
    }

    @Test
    void nothingMakesNothing() {
        assertThat(Stable.psi(0)).isZero();
        assertThat(Stable.expm1(0)).isZero();
        assertThat(Stable.log1pOfExcess(0)).isZero();
    }
}
