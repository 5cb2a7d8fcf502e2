package dev.candor.policy.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.Lanes;
import dev.candor.divergence.MixtureDivergence;
import dev.candor.policy.Decimal;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** Bregman divergence and slope of a candidate's move against 80 digits, by definition: falls, and rises up to 10³⁰ times. */
class MovesOfMixturesTest {
    private static final BigDecimal HALF = BigDecimal.valueOf(0.5);

    @Property(tries = 400)
    void areRightToTheirLastDigits(
            @ForAll @DoubleRange(min = -30, max = 0) double refExponent,
            @ForAll @DoubleRange(min = -30, max = 0) double probExponent,
            @ForAll @DoubleRange(min = -3, max = 30) double riseExponent,
            @ForAll boolean falls,
            @ForAll boolean jensenShannon) {
        MixtureDivergence divergence = jensenShannon ? MixtureDivergence.JENSEN_SHANNON : MixtureDivergence.KL;
        double ref = StrictMath.pow(10, refExponent);
        double base = StrictMath.pow(10, probExponent);
        double delta = base * StrictMath.pow(10, riseExponent);
        delta = falls ? -Math.min(delta, 0.99 * base) : Math.min(delta, 1);
        Lanes lanes = new Lanes(1, Lanes.Series.ANY);
        lanes.delta[0] = delta;
        divergence.move(base, ref, 1, lanes);
        BigDecimal from = Decimal.of(base);
        BigDecimal by = Decimal.of(delta);
        BigDecimal to = from.add(by);
        BigDecimal prior = Decimal.of(ref);
        BigDecimal slope = slope(jensenShannon, from, prior);
        BigDecimal bregman = cost(jensenShannon, to, prior)
                .subtract(cost(jensenShannon, from, prior))
                .subtract(slope.multiply(by, Decimal.DIGITS));
        isRight(lanes.bregman[0], bregman);
        isRight(lanes.slope[0], slope(jensenShannon, to, prior).subtract(slope));
    }

    private static void isRight(double computed, BigDecimal exact) {
        double off = Decimal.of(computed).subtract(exact).abs().doubleValue();
        assertThat(off)
                .as(computed + " for " + exact.doubleValue())
                .isLessThanOrEqualTo(1e-12 * exact.abs().doubleValue());
    }

    /** g(π) but for multiples of π and constants, which no Bregman divergence sees. */
    private static BigDecimal cost(boolean jensenShannon, BigDecimal prob, BigDecimal ref) {
        if (!jensenShannon) {
            return prob.multiply(Decimal.log(prob.divide(ref, Decimal.DIGITS)), Decimal.DIGITS);
        }
        BigDecimal both = prob.add(ref);
        BigDecimal own = prob.multiply(Decimal.log(prob.divide(both, Decimal.DIGITS)), Decimal.DIGITS);
        BigDecimal other = ref.multiply(Decimal.log(ref.divide(both, Decimal.DIGITS)), Decimal.DIGITS);
        return own.add(other).multiply(HALF);
    }

    private static BigDecimal slope(boolean jensenShannon, BigDecimal prob, BigDecimal ref) {
        return jensenShannon
                ? Decimal.log(prob.divide(prob.add(ref), Decimal.DIGITS)).multiply(HALF)
                : Decimal.log(prob.divide(ref, Decimal.DIGITS)).add(BigDecimal.ONE);
    }
}
