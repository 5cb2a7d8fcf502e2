package dev.candor.policy.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.numeric.ExactSums;
import dev.candor.policy.ChargeInterval;
import dev.candor.policy.search.CertifiedCharges;
import java.math.BigDecimal;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Games in the corners of double arithmetic against 160 digits: log-probabilities up to 600 nats apart, weights and λ over
 * many decades, whales, coefficients and features with large offsets, that nearly cancel, or of 1e15 to 1e30.
 */
class LogLinearCornersTest {
    private static final long GAMES = Long.getLong("candor.law.games", 400);
    private static final long FIRST = Long.getLong("candor.law.seed", 1);
    /** κp/λ below which double arithmetic, and the decimals, have no digits. */
    private static final BigDecimal NONE = new BigDecimal("1e-130");
    /** Of itself: what every figure with no interval, and every charge of a narrow one, is right to. */
    private static final double RIGHT = 1e-9;

    private int charges;
    private int wide;
    private double worst;

    @Test
    void everyFigureIsRightOrItsIntervalSaysSo() {
        for (long seed = FIRST; seed < FIRST + GAMES; seed++) {
            check("seed " + seed, PreciseLinearGame.draw(seed));
        }
        System.out.printf(
                Locale.ROOT,
                "log-linear corners: seeds %d to %d, %d charges, %d with an interval wider than 1e-9, others off by %.1e%n",
                FIRST,
                FIRST + GAMES - 1,
                charges,
                wide,
                worst);
        assertThat(wide).as("charges known to less than 1e-9").isLessThanOrEqualTo(charges / 20);
        assertThat(worst).isLessThan(1e-12);
    }

    private void check(String of, PreciseLinearGame game) {
        int d = game.block.features();
        ExactSums aggregate = new ExactSums(d);
        game.batch.addTo(aggregate);
        OptimumSums sums = new OptimumSums(d);
        SolvedFeatures solved = LogLinearOptimum.of(aggregate, game.lambda).solve(game.block, sums);
        policy(of, game, solved);
        CovarianceSums covariance = new CovarianceSums(d);
        covariance.add(solved);
        SecondOrderCharges secondOrder = new SecondOrderCharges(game.lambda, sums, covariance);
        ChargeInterval[] intervals = new CertifiedCharges(
                        game.lambda, new FeatureBlock[] {game.block}, new SolvedFeatures[] {solved}, sums, aggregate)
                .of(game.batch);
        BigDecimal[] charge = game.charges();
        BigDecimal[] value = game.values();
        double[] mean = sums.meanFeature();
        double[] lost = sums.meanFeatureLost();
        for (int i = 0; i < charge.length; i++) {
            BigDecimal exact = scaled(charge[i], game.lambda);
            holds(of + ", agent " + i, intervals[i], exact, game.lambda);
            holds(of + ", second order of agent " + i, secondOrder.of(game.batch, i), exact, game.lambda);
            count(intervals[i], exact, game.lambda);
            double worth = game.boost[i] * game.batch.value(i, game.weight[i], mean, lost);
            isRight(of + ", value of agent " + i, worth, scaled(value[i], game.lambda), 0);
            double others = game.batch.others(i, aggregate, mean, lost) - game.lambda * sums.divergence();
            isRight(
                    of + ", the others' welfare beside agent " + i,
                    others,
                    scaled(game.potential(-1).subtract(value[i]), game.lambda),
                    1e-12 * game.lambda);
        }
        double welfare = game.lambda * sums.welfareByLambda();
        isRight(of + ", welfare", welfare, scaled(game.potential(-1), game.lambda), 1e-12 * game.lambda);
        isRight(of + ", divergence", sums.divergence(), game.divergence(), 1e-18);
        assertThat(sums.divergence()).as(of).isNotNegative();
    }

    private void count(ChargeInterval interval, BigDecimal exact, double lambda) {
        charges++;
        double width = interval.upper() - interval.lower();
        if (width > RIGHT * interval.charge() && width > 1e-130 * lambda) {
            wide++;
        } else if (exact.compareTo(scaled(NONE, lambda)) > 0) {
            BigDecimal off =
                    PreciseLinearGame.of(interval.charge()).subtract(exact).abs();
            worst = Math.max(worst, off.doubleValue() / exact.doubleValue());
        }
    }

    private static BigDecimal scaled(BigDecimal figure, double lambda) {
        return figure.multiply(PreciseLinearGame.of(lambda));
    }

    private static void isRight(String what, double figure, BigDecimal exact, double least) {
        double off = PreciseLinearGame.of(figure).subtract(exact).abs().doubleValue();
        assertThat(off)
                .as("%s: %s is %s", what, figure, exact.doubleValue())
                .isLessThanOrEqualTo(RIGHT * Math.abs(exact.doubleValue()) + least);
    }

    private static void holds(String what, ChargeInterval interval, BigDecimal exact, double lambda) {
        BigDecimal noise = scaled(NONE, lambda);
        assertThat(PreciseLinearGame.of(interval.lower()).subtract(exact))
                .as("%s: %s is %s", what, interval, exact.doubleValue())
                .isLessThanOrEqualTo(noise);
        assertThat(exact.subtract(PreciseLinearGame.of(interval.upper())))
                .as("%s: %s is %s", what, interval, exact.doubleValue())
                .isLessThanOrEqualTo(noise);
    }

    private static void policy(String of, PreciseLinearGame game, SolvedFeatures solved) {
        for (int c = 0; c < game.block.prompts(); c++) {
            if (solved.error[c] > ChargeBounds.UNKNOWN) {
                continue;
            }
            BigDecimal[] exact = game.policy(c);
            double sum = 0;
            for (int k = 0; k < exact.length; k++) {
                double prob = solved.prob(game.block.start(c) + k);
                sum += prob;
                BigDecimal off = PreciseLinearGame.of(prob).subtract(exact[k]).abs();
                assertThat(off.doubleValue())
                        .as("%s: %s is %s", of, prob, exact[k].doubleValue())
                        .isLessThanOrEqualTo(solved.error[c] * exact[k].doubleValue() + 1e-300);
            }
            assertThat(Math.abs(sum - 1))
                    .as("%s: what the policy adds up to", of)
                    .isLessThan(5e-16);
        }
    }
}
