package dev.candor.learn.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.model.RatingCorrection;
import dev.candor.model.TargetDomain;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the true values are within their widths, the true rewards lie within the bound; and rewards lie in the domain. */
class RewardMapTest {
    private static final int TRIALS = 4000;
    private static final double ROUNDING = 1e-12;

    private static double distance(double[] a, double[] b) {
        double most = 0;
        for (int x = 0; x < a.length; x++) {
            most = Math.max(most, Math.abs(a[x] - b[x]));
        }
        return most;
    }

    private static void assertInDomain(TargetDomain domain, double[] r) {
        switch (domain) {
            case UNRESTRICTED -> assertThat(r).doesNotContain(Double.NaN);
            case UNIT ->
                assertThat(Arrays.stream(r).allMatch(x -> x >= 0 && x <= 1)).isTrue();
            case MAX -> assertThat(Arrays.stream(r).max().orElseThrow()).isEqualTo(1);
            case SUM -> assertThat(Arrays.stream(r).sum()).isCloseTo(1, within(1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource
    void utilitiesWithinTheirWidths(TargetDomain domain) {
        Random random = new Random(1);
        for (int trial = 0; trial < TRIALS; trial++) {
            int k = 2 + random.nextInt(5);
            double spread = 2 * random.nextDouble();
            double[] learned = random.doubles(k, -3, 3).toArray();
            double[] widths = random.doubles(k, 0, spread + 1e-9).toArray();
            double[] truth = new double[k];
            for (int x = 0; x < k; x++) {
                truth[x] = learned[x] + widths[x] * (random.nextBoolean() ? 1 : -1) * (random.nextInt(3) / 2.0);
            }
            double bound = RewardMap.utilities(domain, learned, widths);
            RewardMap.utilities(domain, truth, widths);
            assertInDomain(domain, learned);
            assertThat(distance(learned, truth)).isLessThanOrEqualTo(bound + ROUNDING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void positionsWithinTheirWidths(TargetDomain domain) {
        Random random = new Random(2);
        for (int trial = 0; trial < TRIALS; trial++) {
            int k = 2 + random.nextInt(5);
            double spread = 0.3 * random.nextDouble();
            double[] truth = random.doubles(k, 0, 1)
                    .map(t -> random.nextInt(4) == 0 ? 0 : t)
                    .toArray();
            double[] widths = random.doubles(k, 0, spread + 1e-9).toArray();
            double[] learned = new double[k];
            for (int x = 0; x < k; x++) {
                double moved = truth[x] + widths[x] * (random.nextBoolean() ? 1 : -1);
                learned[x] = Math.max(0, Math.min(1, moved));
            }
            double bound = RewardMap.positions(domain, learned, widths);
            RewardMap.positions(domain, truth, widths);
            assertInDomain(domain, learned);
            assertThat(distance(learned, truth)).isLessThanOrEqualTo(bound + ROUNDING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void correctedRatingsWithinTheirErrors(RatingCorrection correction) {
        Random random = new Random(3);
        for (int trial = 0; trial < TRIALS; trial++) {
            int n = 1 + random.nextInt(8);
            double error = random.nextInt(4) == 0 ? 0 : 0.15 * random.nextDouble();
            double[] truth = random.doubles(n, 0.2, 0.8).toArray();
            double[] rated = new double[n];
            for (int x = 0; x < n; x++) {
                rated[x] = truth[x] + error * (random.nextBoolean() ? 1 : -1);
            }
            CorrectedRatings learned = CorrectedRatings.of(rated, error, correction);
            CorrectedRatings exact = CorrectedRatings.of(truth, 0, correction);
            for (int x = 0; x < n; x++) {
                assertThat(Math.abs(learned.value(x) - exact.value(x))).isLessThanOrEqualTo(learned.width() + ROUNDING);
            }
        }
    }

    /** An affine change of how an agent uses the scale is undone; ranks undo any increasing one. */
    @ParameterizedTest
    @EnumSource(names = {"MIN_MAX", "RANK", "MEAN_VARIANCE"})
    void theUseOfTheScaleIsCorrected(RatingCorrection correction) {
        double[] t = {0.1, 0.5, 0.2, 0.9, 0.2};
        double[] timid = Arrays.stream(t).map(x -> 0.4 + x / 10).toArray();
        CorrectedRatings bold = CorrectedRatings.of(t, 0, correction);
        CorrectedRatings same = CorrectedRatings.of(timid, 0, correction);
        for (int x = 0; x < t.length; x++) {
            assertThat(same.value(x)).isCloseTo(bold.value(x), within(1e-12));
        }
    }
}
