package dev.candor.policy.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.policy.ChargeInterval;
import dev.candor.policy.Decimal;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Charges, values, welfare and their intervals against 80-digit arithmetic by definition. */
class LogLinearExactTest {
    private static final double TOLERANCE = 1e-12;

    @TestFactory
    List<DynamicTest> asDefined() {
        return LongStream.range(0, 40)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> asDefined(seed)))
                .toList();
    }

    private static void asDefined(long seed) {
        LinearGame game = LinearGame.draw(seed, 3, 5, 5, 4, 9);
        OptimumSums sums = new OptimumSums(game.features);
        SolvedFeatures solved = game.optimum().solve(game.block, sums);
        CovarianceSums covariance = new CovarianceSums(game.features);
        covariance.add(solved);
        double[] charges = LinearGame.charges(game.lambda, solved, game.batch);
        ChargeBounds bounds = new ChargeBounds(game.lambda, sums);
        SecondOrderCharges secondOrder = new SecondOrderCharges(game.lambda, sums, covariance);
        for (int i = 0; i < charges.length; i++) {
            BigDecimal exact = game.chargeByDefinition(i);
            assertThat(charges[i]).isCloseTo(exact.doubleValue(), within(TOLERANCE * exact.doubleValue() + 1e-60));
            ChargeInterval full = bounds.of(game.batch, i, charges[i]);
            holds(full, exact);
            assertThat(full.isWithin(2e-11)).as("%s", full).isTrue();
            ChargeInterval small = secondOrder.of(game.batch, i);
            holds(small, exact);
            savesNoMoreThanProved(game.lambda, small, exact);
            BigDecimal value = game.scaledValue(i);
            double size = game.batch.scale(i) * 10 * game.features;
            assertThat(game.batch.value(i, game.batch.scale(i), sums.meanFeature()))
                    .isCloseTo(value.doubleValue(), within(TOLERANCE * size));
        }
        policyIsWithinItsBound(game, solved, sums.policyError());
        double welfare = game.lambda * sums.welfareByLambda();
        assertThat(welfare).isCloseTo(game.potential(-1).doubleValue(), within(TOLERANCE * (1 + Math.abs(welfare))));
    }

    /** Under the least tolerance that takes this charge. */
    private static void savesNoMoreThanProved(double lambda, ChargeInterval small, BigDecimal exact) {
        double tolerance = (small.upper() - small.lower()) / small.charge() * (1 + 1e-12);
        if (small.charge() > 0 && tolerance <= SecondOrderCharges.MOST_TOLERANCE) {
            assertThat(small.isWithin(tolerance)).isTrue();
            assertThat(exact.subtract(Decimal.of(small.charge())).doubleValue())
                    .isLessThanOrEqualTo(SecondOrderCharges.mostGain(lambda, tolerance));
            assertThat(tolerance * small.charge()).isLessThanOrEqualTo(SecondOrderCharges.mostGain(lambda, tolerance));
        }
    }

    private static void policyIsWithinItsBound(LinearGame game, SolvedFeatures solved, double bound) {
        assertThat(bound).isLessThan(1e-12);
        for (int c = 0; c < game.block.prompts(); c++) {
            BigDecimal[] policy = game.policy(c);
            for (int k = 0; k < policy.length; k++) {
                BigDecimal off =
                        Decimal.of(solved.prob(game.block.start(c) + k)).subtract(policy[k]);
                assertThat(off.abs()).isLessThanOrEqualTo(policy[k].multiply(Decimal.of(bound)));
            }
        }
    }

    /**
     * Coefficients that cancel on every candidate but for 10⁻⁸ of them: no double arithmetic has the charge to 1e-12, and
     * the intervals say so and hold.
     */
    @TestFactory
    List<DynamicTest> nearlyIndifferent() {
        return LongStream.range(0, 20)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> nearlyIndifferent(seed)))
                .toList();
    }

    private static void nearlyIndifferent(long seed) {
        Random random = new Random(seed);
        FeatureBlock drawn = LinearGame.block(random, 2, 5, 2);
        double[] feature = new double[2 * drawn.candidates()];
        for (int x = 0; x < drawn.candidates(); x++) {
            feature[2 * x] = drawn.feature(x, 0);
            feature[2 * x + 1] = drawn.feature(x, 0) + 1e-8 * drawn.feature(x, 1);
        }
        FeatureBlock block =
                new FeatureBlock(2, drawn.starts(), drawn.promptWeights(), LinearGame.refs(drawn), feature);
        double scale = StrictMath.pow(10, -3 * random.nextDouble());
        LinearGame game =
                new LinearGame(0.5, block, new AgentBatch(2, new double[] {1, -1, 0.3, 0.2}, new double[] {scale, 1}));
        OptimumSums sums = new OptimumSums(2);
        SolvedFeatures solved = game.optimum().solve(block, sums);
        CovarianceSums covariance = new CovarianceSums(2);
        covariance.add(solved);
        double charge = LinearGame.charges(0.5, solved, game.batch)[0];
        BigDecimal exact = game.chargeByDefinition(0);
        holds(new ChargeBounds(0.5, sums).of(game.batch, 0, charge), exact);
        holds(new SecondOrderCharges(0.5, sums, covariance).of(game.batch, 0), exact);
    }

    private static void holds(ChargeInterval interval, BigDecimal exact) {
        BigDecimal noise = new BigDecimal("1e-65");
        assertThat(Decimal.of(interval.lower())).isLessThanOrEqualTo(exact.add(noise));
        assertThat(Decimal.of(interval.upper())).isGreaterThanOrEqualTo(exact.subtract(noise));
    }
}
