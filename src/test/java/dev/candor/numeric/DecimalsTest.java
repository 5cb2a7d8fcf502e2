package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The exponential against the library big-math, the logarithm against {@link ArtanhLog}, each at 80 digits more. */
class DecimalsTest {
    /** Of any size from 10^−40 to 1.2·10⁴, of either sign. */
    private static BigDecimal drawn(double mantissa, int power) {
        return new BigDecimal(mantissa).scaleByPowerOfTen(power);
    }

    private static void assertAlike(BigDecimal found, BigDecimal truth, int digits) {
        BigDecimal error = found.subtract(truth).abs();
        assertThat(error).isLessThanOrEqualTo(truth.abs().scaleByPowerOfTen(1 - digits));
        assertThat(found.precision()).isLessThanOrEqualTo(digits);
    }

    private static double between(double low, double high, double share) {
        return low + (high - low) * share;
    }

    @Property(tries = 500)
    void expHasTheDigits(
            @ForAll @IntRange(min = 2, max = 150) int digits,
            @ForAll @IntRange(max = 1_000_000) int share,
            @ForAll @IntRange(min = -40, max = 4) int power) {
        BigDecimal x = drawn(between(-1.2, 1.2, share / 1e6), power);
        assertAlike(
                Decimals.exp(x, new MathContext(digits)), BigDecimalMath.exp(x, new MathContext(digits + 80)), digits);
    }

    @Property(tries = 500)
    void logHasTheDigits(
            @ForAll @IntRange(min = 2, max = 150) int digits,
            @ForAll @IntRange(min = 1, max = 1_000_000) int share,
            @ForAll @IntRange(min = -9000, max = 9000) int power) {
        assertLogHasTheDigits(drawn(share / 1e6, power), digits);
    }

    private static void assertLogHasTheDigits(BigDecimal x, int digits) {
        BigDecimal truth = ArtanhLog.log(x, new MathContext(digits + 80));
        assertAlike(Decimals.log(x, new MathContext(digits)), truth, digits);
    }

    /** Where the logarithm is that of a power, but for something from the 17th digit on. */
    @Property(tries = 500)
    void logNextToPowersOfTenAndOfEHasTheDigits(
            @ForAll @IntRange(min = 2, max = 150) int digits,
            @ForAll @IntRange(min = -9000, max = 9000) int power,
            @ForAll @IntRange(min = -1_000_000, max = 1_000_000) int share,
            @ForAll @IntRange(min = -30, max = -17) int apart) {
        BigDecimal factor = BigDecimal.ONE.add(drawn(share / 1e6, apart));
        assertLogHasTheDigits(factor.scaleByPowerOfTen(power), digits);
        BigDecimal ofE = BigDecimalMath.exp(BigDecimal.valueOf(power), new MathContext(digits + 40));
        assertLogHasTheDigits(factor.multiply(ofE), digits);
    }

    @Property(tries = 500)
    void logOfNearlyOneHasTheDigits(
            @ForAll @IntRange(min = 2, max = 80) int digits,
            @ForAll @IntRange(max = 1_000_000) int share,
            @ForAll @IntRange(min = -60, max = 0) int power) {
        BigDecimal x = drawn(between(-0.9, 0.9, share / 1e6), power);
        if (x.signum() == 0) {
            assertThat(Decimals.log1p(x, new MathContext(digits))).isZero();
            return;
        }
        BigDecimal truth = ArtanhLog.log(BigDecimal.ONE.add(x), new MathContext(digits + 80));
        assertAlike(Decimals.log1p(x, new MathContext(digits)), truth, digits);
        assertAlike(Decimals.log(BigDecimal.ONE.add(x), new MathContext(digits)), truth, digits);
    }

    @Test
    void knownDigits() {
        MathContext digits = new MathContext(50);
        assertThat(Decimals.exp(BigDecimal.ONE, digits))
                .isEqualByComparingTo("2.7182818284590452353602874713526624977572470937000");
        assertThat(Decimals.log(BigDecimal.valueOf(2), digits))
                .isEqualByComparingTo("0.69314718055994530941723212145817656807550013436026");
        assertThat(Decimals.exp(BigDecimal.ZERO, digits)).isEqualByComparingTo(BigDecimal.ONE);
        assertThat(Decimals.log(BigDecimal.ONE, digits)).isZero();
        // Both by the module decimal of Python, at 140 digits: here big-math was wrong from the 55th digit on.
        BigDecimal nextTo = new BigDecimal("10000.00000000000055511151231257827021181583404541015625");
        String log = "9.21034037197618279158311704999528231084203384926748210333143950276651271440295063066540102147";
        assertThat(Decimals.log(nextTo, new MathContext(93))).isEqualByComparingTo(log);
        assertThat(ArtanhLog.log(nextTo, new MathContext(93))).isEqualByComparingTo(log);
        assertThat(Decimals.exp(BigDecimal.valueOf(-20001), digits)).isZero();
    }
}
