package dev.candor.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs are drawn as said, and a trainer that fits them finds π*. */
class PreferencePairsTest {
    private static final int PAIRS = 200_000;
    /** Standard deviations; seeds are fixed, so a law either holds or does not. */
    private static final double FAR = 5;

    private final double[] target;
    private final double[] reference;

    PreferencePairsTest() {
        target = new double[] {0.4, 0.05, 0.3, 0, 0.25};
        reference = new double[] {0.1, 0.3, 0.3, 0.2, 0.1};
    }

    private static double[] distribution(Random random, int candidates) {
        double[] mass = random.doubles(candidates).map(u -> -Math.log1p(-u)).toArray();
        double sum = Arrays.stream(mass).sum();
        return Arrays.stream(mass).map(m -> m / sum).toArray();
    }

    /** How often a was chosen before b, by [a][b]. */
    private static long[][] tally(PreferencePairs pairs, int candidates, long key) {
        long[][] wins = new long[candidates][candidates];
        for (int number = 0; number < PAIRS; number++) {
            int[] pair = pairs.pair(key, number);
            wins[pair[0]][pair[1]]++;
        }
        return wins;
    }

    private static double sigma(double t) {
        return 1 / (1 + Math.exp(-t));
    }

    private static void assertBinomial(long hits, long draws, double probability) {
        double deviation = Math.sqrt(draws * probability * (1 - probability));
        assertThat((double) hits).isCloseTo(draws * probability, within(FAR * deviation + 1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 3})
    void thePreferredIsChosenAsOftenAsTheLogRatiosSay(double beta) {
        long[][] wins = tally(new PreferencePairs(target, reference, beta), target.length, PreferencePairs.key(7, 1));
        for (int a = 0; a < target.length; a++) {
            for (int b = 0; b < a; b++) {
                double margin = beta * Math.log(target[a] / reference[a] * (reference[b] / target[b]));
                if (target[a] > 0 && target[b] > 0) {
                    assertBinomial(wins[a][b], wins[a][b] + wins[b][a], sigma(margin));
                }
            }
        }
    }

    @Test
    void twoAreDrawnWithoutReplacementAndNoneOfProbabilityZero() {
        long[][] wins = tally(new PreferencePairs(target, reference, 1), target.length, PreferencePairs.key(7, 2));
        for (int a = 0; a < target.length; a++) {
            assertThat(wins[a][a]).isZero();
            assertThat(wins[a][3] + wins[3][a]).isZero();
            for (int b = 0; b < a; b++) {
                double together = target[a] * target[b] * (1 / (1 - target[a]) + 1 / (1 - target[b]));
                assertBinomial(wins[a][b] + wins[b][a], PAIRS, together);
            }
        }
    }

    /** Where one candidate has nearly all the mass, the others are still drawn in their proportions. */
    @Test
    void theMassesBesideALargeOneKeepTheirProportions() {
        double[] steep = {1e-20, 1 - 4e-20, 3e-20};
        long[][] wins = tally(new PreferencePairs(steep, reference, 1), 3, PreferencePairs.key(7, 3));
        assertThat(wins[0][2] + wins[2][0]).isZero();
        assertBinomial(wins[0][1] + wins[1][0], PAIRS, 0.25);
    }

    /**
     * Gradient ascent on the likelihood of direct preference optimisation, s = log(π/π0) free on a prompt. By the Cramér–Rao
     * bound s − s* has the covariance I⁻¹, and (s − s*)ᵀ I (s − s*) is χ² with K − 1 degrees of freedom.
     */
    @ParameterizedTest
    @CsvSource({"4,1,1", "4,0.5,2", "6,2,3", "3,2,4", "8,1,5"})
    void aTrainerRecoversTheTarget(int candidates, double beta, long seed) {
        Random random = new Random(seed);
        double[] wanted = distribution(random, candidates);
        double[] from = distribution(random, candidates);
        long[][] wins = tally(new PreferencePairs(wanted, from, beta), candidates, PreferencePairs.key(seed, 99));
        double[] trained = trained(wins, from, beta);
        double distance = 0;
        for (int a = 0; a < candidates; a++) {
            for (int b = 0; b < a; b++) {
                double off = margin(trained, from, a, b) - margin(wanted, from, a, b);
                double p = sigma(beta * margin(wanted, from, a, b));
                distance += beta * beta * (wins[a][b] + wins[b][a]) * p * (1 - p) * off * off;
            }
        }
        int degrees = candidates - 1;
        assertThat(distance).isLessThan(degrees + FAR * Math.sqrt(2.0 * degrees) + FAR);
        assertThat(Arrays.stream(trained).sum()).isCloseTo(1, within(1e-12));
    }

    private static double margin(double[] policy, double[] reference, int a, int b) {
        return Math.log(policy[a] / reference[a]) - Math.log(policy[b] / reference[b]);
    }

    /** π ∝ π0·eˢ where the loss −Σ log σ(β(s_chosen − s_rejected)) is least. */
    private static double[] trained(long[][] wins, double[] reference, double beta) {
        int n = reference.length;
        double[] s = new double[n];
        double norm = Double.MAX_VALUE;
        for (int step = 0; step < 2_000_000 && norm > 1e-10; step++) {
            double[] gradient = new double[n];
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    double push = beta * wins[a][b] * (1 - sigma(beta * (s[a] - s[b]))) / PAIRS;
                    gradient[a] += push;
                    gradient[b] -= push;
                }
            }
            // The Hessian of the mean loss is at most β²/2.
            for (int a = 0; a < n; a++) {
                s[a] += 2 / (beta * beta) * gradient[a];
            }
            norm = Arrays.stream(gradient).map(Math::abs).max().orElseThrow() / beta;
        }
        assertThat(norm).isLessThan(1e-10);
        double[] policy = IntStream.range(0, n)
                .mapToDouble(x -> reference[x] * Math.exp(s[x]))
                .toArray();
        double sum = Arrays.stream(policy).sum();
        return Arrays.stream(policy).map(p -> p / sum).toArray();
    }

    @Test
    void countsAreWholeAndRightOnAverage() {
        PreferencePairs pairs = new PreferencePairs(target, reference, 1);
        long sum = 0;
        for (int prompt = 0; prompt < 10_000; prompt++) {
            long key = PreferencePairs.key(3, prompt);
            assertThat(pairs.count(key, 2)).isEqualTo(2);
            long some = pairs.count(key, 2.3);
            assertThat(some).isBetween(2L, 3L);
            sum += some - 2;
        }
        assertBinomial(sum, 10_000, 0.3);
        assertThat(pairs.count(PreferencePairs.key(3, 4), 0)).isZero();
        PreferencePairs alone = new PreferencePairs(new double[] {1, 0}, new double[] {0.5, 0.5}, 1);
        assertThat(alone.count(PreferencePairs.key(3, 4), 100)).isZero();
    }

    @Test
    void sameKeySamePairsOtherSeedOthers() {
        PreferencePairs pairs = new PreferencePairs(target, reference, 1);
        int differing = 0;
        for (int number = 0; number < 100; number++) {
            int[] pair = pairs.pair(PreferencePairs.key(1, 5), number);
            assertThat(pairs.pair(PreferencePairs.key(1, 5), number)).isEqualTo(pair);
            differing += Arrays.equals(pairs.pair(PreferencePairs.key(2, 5), number), pair) ? 0 : 1;
        }
        assertThat(differing).isGreaterThan(50);
    }
}
