package dev.candor.learn.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.learn.choice.PairedComparisons.Outcome;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the choice models and their posterior, and closed forms. */
class UtilityPosteriorTest {
    /** By what is left of a key when it is divided by 3. */
    private static final List<Outcome> OUTCOMES = List.of(Outcome.A, Outcome.B, Outcome.TIE);

    private static Likelihood comparisons(ChoiceWorld world, int count, double nu) {
        return PairedComparisons.of(world.comparisons(count, nu), count, world.truth.length, nu);
    }

    private static Likelihood either(ChoiceWorld world, long seed) {
        return seed % 2 == 0
                ? comparisons(world, 30, seed % 4 == 0 ? 0.7 : 0)
                : Rankings.of(world.rankings(12, 2 + (int) (seed % 5)), world.truth.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void derivativesAreThoseOfTheValue(long seed) {
        ChoiceWorld world = new ChoiceWorld(seed, 6, 1.5);
        Likelihood likelihood = either(world, seed);
        int n = likelihood.dimension();
        double[] u = world.truth.clone();
        double[] gradient = new double[n];
        double[] information = new double[n * n];
        likelihood.addDerivatives(u, gradient, information);
        double h = 1e-5;
        for (int x = 0; x < n; x++) {
            double[] up = u.clone();
            double[] down = u.clone();
            up[x] += h;
            down[x] -= h;
            assertThat(gradient[x]).isCloseTo((likelihood.value(up) - likelihood.value(down)) / (2 * h), within(1e-7));
            double[] gradientUp = new double[n];
            double[] gradientDown = new double[n];
            likelihood.addDerivatives(up, gradientUp, new double[n * n]);
            likelihood.addDerivatives(down, gradientDown, new double[n * n]);
            for (int y = 0; y < n; y++) {
                assertThat(information[y * n + x])
                        .isCloseTo(-(gradientUp[y] - gradientDown[y]) / (2 * h), within(1e-7));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5})
    void aConstantIsNotSeen(long seed) {
        ChoiceWorld world = new ChoiceWorld(seed, 6, 1.5);
        Likelihood likelihood = either(world, seed);
        double[] shifted = Arrays.stream(world.truth).map(u -> u + 3.25).toArray();
        assertThat(likelihood.value(shifted)).isCloseTo(likelihood.value(world.truth), within(1e-10));
        double[] gradient = new double[6];
        likelihood.addDerivatives(world.truth, gradient, new double[36]);
        assertThat(Arrays.stream(gradient).sum()).isCloseTo(0, within(1e-10));
    }

    /** The posterior written out by definition, maximised by somebody else's optimiser, its Hessian inverted whole. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4})
    void agreesWithAnIndependentSolver(double nu) {
        ChoiceWorld world = new ChoiceWorld(17, 5, 1);
        long[] keys = world.comparisons(40, nu);
        double sigma = 1.3;
        ObjectiveFunction posterior = new ObjectiveFunction(u -> {
            double sum = 0;
            for (long key : keys) {
                int a = (int) (key / 3 / 5);
                int b = (int) (key / 3 % 5);
                double pa = Math.exp(u[a]);
                double pb = Math.exp(u[b]);
                double tie = Math.sqrt(pa * pb);
                double chosen = key % 3 == 0 ? pa : key % 3 == 1 ? pb : tie;
                sum += Math.log(chosen / (pa + pb + nu * tie));
            }
            return sum - Arrays.stream(u).map(x -> x * x).sum() / (2 * sigma * sigma);
        });
        double[] theirs = new BOBYQAOptimizer(11, 1, 1e-9)
                .optimize(
                        posterior,
                        GoalType.MAXIMIZE,
                        new InitialGuess(new double[5]),
                        SimpleBounds.unbounded(5),
                        new MaxEval(10_000))
                .getPoint();

        Likelihood counted = PairedComparisons.of(keys.clone(), keys.length, 5, nu);
        UtilityPosterior ours = UtilityPosterior.of(counted, sigma, 0);
        double[] information = new double[25];
        double[] mode = new double[5];
        for (int x = 0; x < 5; x++) {
            assertThat(ours.mode(x)).isCloseTo(theirs[x], within(1e-5));
            mode[x] = ours.mode(x);
        }
        counted.addDerivatives(mode, new double[5], information);
        var h = MatrixUtils.createRealMatrix(5, 5);
        var centre = MatrixUtils.createRealIdentityMatrix(5);
        for (int x = 0; x < 5; x++) {
            for (int y = 0; y < 5; y++) {
                h.setEntry(x, y, information[x * 5 + y] + (x == y ? 1 / (sigma * sigma) : 0));
                centre.addToEntry(x, y, -0.2);
            }
        }
        var covariance =
                centre.multiply(new LUDecomposition(h).getSolver().getInverse()).multiply(centre);
        for (int x = 0; x < 5; x++) {
            assertThat(ours.deviation(x)).isCloseTo(Math.sqrt(covariance.getEntry(x, x)), within(1e-12));
        }
    }

    /** Candidates the agent never chose among: the same as items without data, at less cost. */
    @Test
    void othersAreItemsWithoutData() {
        ChoiceWorld world = new ChoiceWorld(3, 4, 1);
        long[] keys = world.comparisons(10, 0.5);
        long[] wider = new long[keys.length];
        for (int k = 0; k < keys.length; k++) {
            int a = (int) (keys[k] / 3 / 4);
            int b = (int) (keys[k] / 3 % 4);
            wider[k] = PairedComparisons.key(a, b, OUTCOMES.get((int) (keys[k] % 3)), 7);
        }
        UtilityPosterior few = UtilityPosterior.of(PairedComparisons.of(keys, keys.length, 4, 0.5), 0.8, 3);
        UtilityPosterior all = UtilityPosterior.of(PairedComparisons.of(wider, wider.length, 7, 0.5), 0.8, 0);
        for (int x = 0; x < 4; x++) {
            assertThat(few.mode(x)).isCloseTo(all.mode(x), within(1e-12));
            assertThat(few.deviation(x)).isCloseTo(all.deviation(x), within(1e-12));
        }
        assertThat(all.mode(6)).isZero();
        assertThat(all.deviation(6)).isCloseTo(UtilityPosterior.priorDeviation(0.8, 7), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5})
    void relabellingMovesNothingElse(long seed) {
        ChoiceWorld world = new ChoiceWorld(seed, 5, 1);
        int[] name = {3, 0, 4, 2, 1};
        int[][] rankings = world.rankings(9, 4);
        int[][] renamed = Arrays.stream(rankings)
                .map(ranking -> Arrays.stream(ranking).map(x -> name[x]).toArray())
                .toArray(int[][]::new);
        UtilityPosterior before = UtilityPosterior.of(Rankings.of(rankings, 5), 1, 0);
        UtilityPosterior after = UtilityPosterior.of(Rankings.of(renamed, 5), 1, 0);
        long[] keys = world.comparisons(9, 0.5);
        long[] keysRenamed = Arrays.stream(keys)
                .map(key -> PairedComparisons.key(
                        name[(int) (key / 3 / 5)], name[(int) (key / 3 % 5)], OUTCOMES.get((int) (key % 3)), 5))
                .toArray();
        UtilityPosterior pairs = UtilityPosterior.of(PairedComparisons.of(keys, 9, 5, 0.5), 1, 0);
        UtilityPosterior pairsRenamed = UtilityPosterior.of(PairedComparisons.of(keysRenamed, 9, 5, 0.5), 1, 0);
        for (int x = 0; x < 5; x++) {
            assertThat(after.mode(name[x])).isCloseTo(before.mode(x), within(1e-12));
            assertThat(after.deviation(name[x])).isCloseTo(before.deviation(x), within(1e-12));
            assertThat(pairsRenamed.mode(name[x])).isCloseTo(pairs.mode(x), within(1e-12));
            assertThat(pairsRenamed.deviation(name[x])).isCloseTo(pairs.deviation(x), within(1e-12));
        }
    }

    /** Not to a tolerance: to the bit. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void theOrderOfTheRowsIsNotSeen(long seed) {
        ChoiceWorld world = new ChoiceWorld(seed, 5, 1);
        int[][] rankings = world.rankings(20, 5);
        int[][] shuffled = rankings.clone();
        Collections.shuffle(Arrays.asList(shuffled), new Random(seed));
        UtilityPosterior one = UtilityPosterior.of(Rankings.of(rankings, 5), 1, 0);
        UtilityPosterior other = UtilityPosterior.of(Rankings.of(shuffled, 5), 1, 0);
        for (int x = 0; x < 5; x++) {
            assertThat(one.mode(x)).isEqualTo(other.mode(x));
            assertThat(one.deviation(x)).isEqualTo(other.deviation(x));
        }
    }

    /** Each beats the next a thousand times, a chain of fifty: the likelihood alone would send utilities to infinity. */
    @Test
    void separableDataStayFinite() {
        int items = 50;
        long[] keys = new long[1000 * (items - 1)];
        int[][] rankings = new int[1000][];
        for (int k = 0; k < keys.length; k++) {
            int a = k % (items - 1);
            keys[k] = PairedComparisons.key(a, a + 1, Outcome.A, items);
        }
        Arrays.setAll(rankings, k -> IntStream.range(0, items).toArray());
        for (Likelihood likelihood :
                new Likelihood[] {PairedComparisons.of(keys, keys.length, items, 0), Rankings.of(rankings, items)}) {
            for (double sigma : new double[] {0.01, 1, 100}) {
                UtilityPosterior posterior = UtilityPosterior.of(likelihood, sigma, 0);
                for (int x = 0; x < items; x++) {
                    assertThat(posterior.mode(x)).isFinite();
                    assertThat(posterior.deviation(x)).isBetween(0.0, sigma);
                    assertThat(x == 0 || posterior.mode(x) < posterior.mode(x - 1))
                            .isTrue();
                }
            }
        }
    }

    /** Two candidates, hardly any prior: the difference is the log of the odds, its variance 1/wins + 1/losses. */
    @Test
    void twoCandidatesAreLogOdds() {
        long[] keys = new long[100];
        Arrays.setAll(keys, k -> PairedComparisons.key(0, 1, k < 80 ? Outcome.A : Outcome.B, 2));
        UtilityPosterior posterior = UtilityPosterior.of(PairedComparisons.of(keys, 100, 2, 0), 1e4, 0);
        assertThat(posterior.mode(0) - posterior.mode(1)).isCloseTo(Math.log(4), within(1e-6));
        assertThat(2 * posterior.deviation(0)).isCloseTo(Math.sqrt(1 / 80.0 + 1 / 20.0), within(1e-6));
    }

    /** Davidson's estimates for two: wins : losses : ties = e^{d/2} : e^{−d/2} : ν when ν is the true one. */
    @Test
    void tiesAreDavidsons() {
        long[] keys = new long[90];
        Arrays.setAll(keys, k -> PairedComparisons.key(0, 1, k < 40 ? Outcome.A : k < 50 ? Outcome.B : Outcome.TIE, 2));
        UtilityPosterior posterior = UtilityPosterior.of(PairedComparisons.of(keys, 90, 2, 2), 1e4, 0);
        assertThat(posterior.mode(0) - posterior.mode(1)).isCloseTo(Math.log(4), within(1e-6));
    }

    @Test
    void rankingsOfTwoAreComparisonsWithoutTies() {
        ChoiceWorld world = new ChoiceWorld(5, 4, 1);
        int[][] rankings = world.rankings(15, 2);
        long[] keys = Arrays.stream(rankings)
                .mapToLong(pair -> PairedComparisons.key(pair[0], pair[1], Outcome.A, 4))
                .toArray();
        UtilityPosterior ranked = UtilityPosterior.of(Rankings.of(rankings, 4), 1, 0);
        UtilityPosterior compared = UtilityPosterior.of(PairedComparisons.of(keys, 15, 4, 0), 1, 0);
        for (int x = 0; x < 4; x++) {
            assertThat(ranked.mode(x)).isCloseTo(compared.mode(x), within(1e-12));
            assertThat(ranked.deviation(x)).isCloseTo(compared.deviation(x), within(1e-12));
        }
    }
}
