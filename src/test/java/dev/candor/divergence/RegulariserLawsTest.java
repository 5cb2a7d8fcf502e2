package dev.candor.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.model.Divergence;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What every divergence must satisfy, on random games of one prompt. */
@PropertyDefaults(tries = 2000)
class RegulariserLawsTest {

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Game(String divergence, double lambda, double[] logRef, double[][] rewards, double[] scale) {
        @Override
        public String toString() {
            return divergence + " lambda=" + lambda + " logRef=" + Arrays.toString(logRef) + " rewards="
                    + Arrays.deepToString(rewards) + " scale=" + Arrays.toString(scale);
        }

        SmallGame settle() {
            return new SmallGame(Divergences.of(Divergence.of(divergence), lambda), logRef, rewards, scale);
        }
    }

    @Provide
    Arbitrary<Game> games() {
        Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 8);
        return Combinators.combine(
                        Arbitraries.of(Divergence.names()),
                        Arbitraries.doubles().between(-2, 1).map(e -> StrictMath.pow(10, e)),
                        sizes,
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.longs())
                .as((divergence, lambda, candidates, agents, seed) -> {
                    Random random = new Random(seed);
                    double[] logRef = random.doubles(candidates, -4, 0).toArray();
                    double[][] rewards = new double[agents][];
                    double[] scale = new double[agents];
                    for (int i = 0; i < agents; i++) {
                        scale[i] = StrictMath.pow(10, random.nextDouble() * 6 - 4);
                        rewards[i] = random.doubles(candidates).toArray();
                        if (random.nextInt(3) == 0) {
                            rewards[i][random.nextInt(candidates)] = Double.NaN;
                        }
                    }
                    return new Game(divergence, lambda, logRef, rewards, scale);
                });
    }

    private static double reported(double reward) {
        return Double.isNaN(reward) ? 0 : reward;
    }

    /** The optimum satisfies the Karush–Kuhn–Tucker conditions: no small transfer of mass raises welfare. */
    @Property
    void noTransferRaisesWelfare(@ForAll("games") Game drawn) {
        SmallGame game = drawn.settle();
        double[] prob = game.prob;
        assertThat(Arrays.stream(prob).sum()).isCloseTo(1, within(1e-12));
        double welfare = game.welfare();
        double size = Arrays.stream(game.aggregate).map(Math::abs).max().orElse(0) + drawn.lambda();
        for (double step : new double[] {1e-3, 1e-6}) {
            for (int a = 0; a < prob.length; a++) {
                for (int b = 0; b < prob.length; b++) {
                    double mass = Math.min(step, prob[a] / 2);
                    if (a != b && mass > 0) {
                        double[] moved = prob.clone();
                        moved[a] -= mass;
                        moved[b] += mass;
                        double other = -drawn.lambda() * game.regulariser.divergence(game.ref(), moved);
                        for (int x = 0; x < moved.length; x++) {
                            other += game.aggregate[x] * moved[x];
                        }
                        assertThat(other).isLessThanOrEqualTo(welfare + 1e-12 * size);
                    }
                }
            }
        }
    }

    /** κp = G(S−d) − G(S) + ⟨d,π*⟩: the textbook difference of two welfares, to its rounding. */
    @Property
    void paymentIsTheWelfareTheOthersLose(@ForAll("games") Game drawn) {
        SmallGame game = drawn.settle();
        for (int i = 0; i < drawn.rewards().length; i++) {
            SmallGame without = game.with(i, new double[game.prob.length], 1);
            double expected = without.welfare() - game.welfare() + drawn.scale()[i] * game.value(i);
            double size = Arrays.stream(game.aggregate).map(Math::abs).max().orElse(0) + drawn.lambda();
            assertThat(game.charge(i)).isGreaterThanOrEqualTo(0).isCloseTo(expected, within(1e-11 * size));
        }
    }

    /** Truth is a dominant strategy in rewards and size. */
    @Property
    void noMisreportGains(
            @ForAll("games") Game drawn, @ForAll @DoubleRange(min = 0.01, max = 100) double factor, @ForAll long seed) {
        SmallGame truth = drawn.settle();
        double[] lie = new Random(seed).doubles(truth.prob.length, -1, 2).toArray();
        SmallGame lied = truth.with(0, lie, drawn.scale()[0] * factor);
        double valueOfLie = 0;
        for (int x = 0; x < lie.length; x++) {
            valueOfLie += lied.prob[x] * reported(drawn.rewards()[0][x]);
        }
        double honest = drawn.scale()[0] * truth.value(0) - truth.charge(0);
        double dishonest = drawn.scale()[0] * valueOfLie - lied.charge(0);
        double size = Arrays.stream(lied.aggregate).map(Math::abs).max().orElse(0) + drawn.scale()[0];
        assertThat(dishonest).isLessThanOrEqualTo(honest + 1e-12 * size);
    }

    /** Nobody who reports rewards ≥ 0 is worse off than without the mechanism. */
    @Property
    void individuallyRational(@ForAll("games") Game drawn) {
        SmallGame game = drawn.settle();
        for (int i = 0; i < drawn.rewards().length; i++) {
            double value = drawn.scale()[i] * game.value(i);
            assertThat(game.charge(i)).isLessThanOrEqualTo(value * (1 + 1e-12));
        }
    }

    @Property
    void indifferentAgentsPayExactlyNothing(
            @ForAll("games") Game drawn, @ForAll @DoubleRange(min = 0, max = 1000) double level) {
        SmallGame game = drawn.settle();
        double[] same = new double[game.prob.length];
        Arrays.fill(same, level);
        assertThat(game.with(0, same, drawn.scale()[0]).charge(0)).isZero();
    }

    /** An unreported candidate is a candidate with reward 0. */
    @Property
    void sparseEqualsDense(@ForAll("games") Game drawn) {
        SmallGame sparse = drawn.settle();
        double[][] filled = drawn.rewards().clone();
        for (int i = 0; i < filled.length; i++) {
            filled[i] =
                    Arrays.stream(filled[i]).map(RegulariserLawsTest::reported).toArray();
        }
        SmallGame dense = new Game(drawn.divergence(), drawn.lambda(), drawn.logRef(), filled, drawn.scale()).settle();
        for (int i = 0; i < filled.length; i++) {
            assertThat(sparse.charge(i)).isCloseTo(dense.charge(i), within(1e-10 * dense.charge(i)));
        }
    }

    /** λ and all weights in another unit, a power of two so that nothing is rounded: payments in that unit. */
    @Property
    void scaling(@ForAll("games") Game drawn, @ForAll @IntRange(min = -20, max = 20) int power) {
        double unit = Math.scalb(1.0, power);
        SmallGame game = drawn.settle();
        double[] scaled = Arrays.stream(drawn.scale()).map(w -> w * unit).toArray();
        SmallGame other =
                new Game(drawn.divergence(), drawn.lambda() * unit, drawn.logRef(), drawn.rewards(), scaled).settle();
        for (int i = 0; i < scaled.length; i++) {
            assertThat(other.charge(i) / unit)
                    .isCloseTo(game.charge(i), within(1e-9 * game.charge(i) + Double.MIN_NORMAL));
        }
    }

    /** The order of the candidates is no input. */
    @Property
    void relabelling(@ForAll("games") Game drawn) {
        int candidates = drawn.logRef().length;
        SmallGame game = drawn.settle();
        double[] logRef = new double[candidates];
        double[][] rewards = new double[drawn.rewards().length][candidates];
        for (int x = 0; x < candidates; x++) {
            logRef[candidates - 1 - x] = drawn.logRef()[x];
            for (int i = 0; i < rewards.length; i++) {
                rewards[i][candidates - 1 - x] = drawn.rewards()[i][x];
            }
        }
        SmallGame mirrored = new Game(drawn.divergence(), drawn.lambda(), logRef, rewards, drawn.scale()).settle();
        for (int x = 0; x < candidates; x++) {
            assertThat(mirrored.prob[candidates - 1 - x]).isCloseTo(game.prob[x], within(1e-9 * game.prob[x] + 1e-16));
        }
        for (int i = 0; i < rewards.length; i++) {
            assertThat(mirrored.charge(i)).isCloseTo(game.charge(i), within(1e-9 * game.charge(i) + 1e-300));
        }
    }

    /** Small agents pay in proportion to the square of their size, down to 1e-29 and below; a difference would not. */
    @Property
    void smallAgentsPayQuadratically(@ForAll("games") Game drawn) {
        SmallGame game = drawn.settle();
        if (drawn.divergence().equals("total-variation") || drawn.logRef().length == 1) {
            return;
        }
        double[] rewards = drawn.rewards()[0];
        double small = game.with(0, rewards, 1e-9).charge(0);
        double smaller = game.with(0, rewards, 1e-12).charge(0);
        assertThat(smaller).isCloseTo(small * 1e-6, within(small * 1e-6 * 1e-4));
    }
}
