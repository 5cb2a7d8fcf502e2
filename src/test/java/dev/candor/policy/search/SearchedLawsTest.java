package dev.candor.policy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.LogRatioDivergence;
import dev.candor.model.Divergence;
import dev.candor.numeric.ExactSums;
import dev.candor.optim.SolveStatus;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.LinearGame;
import dev.candor.policy.linear.LogLinearCharges;
import dev.candor.policy.linear.OptimumSums;
import dev.candor.policy.linear.SolvedFeatures;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Local optima of restricted log-linear policies and what agents are charged for them. */
@PropertyDefaults(tries = 200)
@Tag("long")
class SearchedLawsTest {

    @Provide
    Arbitrary<String> smooth() {
        return Arbitraries.of(Divergence.smoothNames());
    }

    /** B and the rise of the slope against their definitions. */
    @Property(tries = 1000)
    void movesAreWhatTheySay(@ForAll("smooth") String name, @ForAll long seed) {
        Random random = new Random(seed);
        LogRatioDivergence divergence = LogRatioDivergence.of(Divergence.of(name));
        double ref = 0.05 + 0.9 * random.nextDouble();
        double l = 2 * random.nextDouble() - 1;
        double y = 3 * (2 * random.nextDouble() - 1);
        double prob = ref * Math.exp(l);
        double rise = divergence.slope(ref, l + y) - divergence.slope(ref, l);
        assertThat(divergence.rise(prob, ref, y)).as(name).isCloseTo(rise, within(1e-12 * (1 + Math.abs(rise))));
        // B = ∫ (g′(π e^z) − g′(π))·π e^z dz over 0 … y, by Simpson's rule.
        int steps = 400;
        double integral = 0;
        for (int k = 0; k <= steps; k++) {
            double z = y * k / steps;
            double factor = k == 0 || k == steps ? 1 : k % 2 == 1 ? 4 : 2;
            integral += factor * divergence.rise(prob, ref, z) * prob * Math.exp(z);
        }
        integral *= y / steps / 3;
        assertThat(divergence.bregman(prob, ref, y))
                .as(name)
                .isNotNegative()
                .isCloseTo(integral, within(1e-7 * integral));
        double h = 1e-5;
        double steep = (divergence.slope(ref, l + h) - divergence.slope(ref, l - h)) / (2 * h);
        assertThat(divergence.curvature(prob, ref)).isCloseTo(steep, within(1e-8 * (1 + steep)));
        double tiny = 1e-9 * y;
        assertThat(divergence.bregman(prob, ref, tiny))
                .as(name)
                .isCloseTo(prob * steep * tiny * tiny / 2, within(1e-7 * prob * steep * tiny * tiny));
    }

    /** Without mass or with most of it gone, B stays finite and rises stay ordered. */
    @Property
    void farMovesStayFinite(@ForAll("smooth") String name, @ForAll long seed) {
        double y = -600 * new Random(seed).nextDouble();
        LogRatioDivergence divergence = LogRatioDivergence.of(Divergence.of(name));
        assertThat(divergence.bregman(0.3, 0.4, y)).isNotNegative().isFinite();
        assertThat(divergence.rise(0.3, 0.4, y)).isNegative();
    }

    /** −∇²ASW against differences of the gradient. */
    @Property
    void curvatureIsTheSlopeOfTheGradient(@ForAll("smooth") String name, @ForAll long seed) {
        SearchedGame game = SearchedGame.draw(name, seed, 3, 0);
        double[] theta = new Random(seed).doubles(3, -1, 1).toArray();
        double[] triangle = game.curvature(new SearchedSolver.Theta(theta)).lowerTriangle(0);
        double size = Arrays.stream(triangle).map(Math::abs).max().orElse(0) + game.lambda;
        for (int j = 0; j < 3; j++) {
            double step = 1e-5;
            double[] up = gradient(game, theta, j, step);
            double[] down = gradient(game, theta, j, -step);
            for (int k = 0; k <= j; k++) {
                assertThat(triangle[j * (j + 1) / 2 + k])
                        .as(name)
                        .isCloseTo((down[k] - up[k]) / (2 * step), within(1e-7 * size));
            }
        }
    }

    private static double[] gradient(SearchedGame game, double[] theta, int j, double step) {
        double[] moved = theta.clone();
        moved[j] += step;
        return game.welfare(java.util.List.of(new SearchedSolver.Theta(moved)))
                .get(0)
                .gradient();
    }

    /** A stationary point, not above the tabular bound, and not below what a search without gradients finds nearby. */
    @Property
    void findsALocalMaximum(@ForAll("smooth") String name, @ForAll long seed) {
        SearchedGame game = SearchedGame.draw(name, seed, 2, 1e-3);
        SearchedOptimum optimum = game.optimum();
        double size = Math.abs(optimum.welfare()) + game.lambda;
        assertThat(optimum.status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(optimum.welfare()).isCloseTo(game.welfare(optimum.theta(), game.aggregate), within(1e-12 * size));
        double nearby = NelderMead.maximum(theta -> game.welfare(theta, game.aggregate), optimum.theta(), 0.01);
        assertThat(optimum.welfare()).as(name).isGreaterThan(nearby - 1e-11 * size);
        assertThat(game.figures(optimum).tabularShortfall()).isGreaterThan(-1e-13 * size);
    }

    @Property
    void moreStartsAreNeverWorse(@ForAll("smooth") String name, @ForAll long seed) {
        SearchedGame game = SearchedGame.draw(name, seed, 3, 1e-3);
        Random random = new Random(seed);
        double one = game.optimum().welfare();
        double many = game.optimum(
                        random.doubles(3, -3, 3).toArray(),
                        random.doubles(3, -3, 3).toArray())
                .welfare();
        assertThat(many).as(name).isGreaterThanOrEqualTo(one - 1e-9 * Math.abs(one));
    }

    /** Charges against the agent's own problem solved anew from θ*, by a search that knows no gradient. */
    @Property(tries = 120)
    void chargesAreWhatTheOthersLose(@ForAll("smooth") String name, @ForAll long seed) {
        SearchedGame game = SearchedGame.draw(name, seed, 2, 1e-3);
        SearchedOptimum optimum = game.optimum();
        SearchedCharges charges = game.charges(optimum, game.batch);
        double size = Math.abs(optimum.welfare()) + game.lambda;
        for (int i = 0; i < game.batch.agents(); i++) {
            double[] others = game.without(i);
            double best = NelderMead.maximum(theta -> game.welfare(theta, others), optimum.theta(), 0.01);
            double charge = best - game.welfare(optimum.theta(), others);
            assertThat(charges.charge(i)).isNotNegative();
            assertThat(charges.charge(i)).as(name + i).isCloseTo(charge, within(1e-9 * charge + 3e-13 * size));
        }
    }

    /** Halving a small agent's rewards quarters its charge, down to where differences of welfares have no digit left. */
    @Property(tries = 100)
    void smallChargesKeepTheirDigits(@ForAll("smooth") String name, @ForAll long seed) {
        SearchedGame game = SearchedGame.draw(name, seed, 2, 1e-3);
        SearchedOptimum optimum = game.optimum();
        double[] beta = new double[9];
        double[] scale = new double[3];
        for (int i = 0; i < 3; i++) {
            scale[i] = game.lambda * StrictMath.pow(10, -5 - 2 * i);
            for (int j = 0; j < 3; j++) {
                beta[i * 3 + j] = game.batch.beta(0, j);
            }
        }
        SearchedCharges charges = game.charges(optimum, new AgentBatch(3, beta, scale));
        for (int i = 1; i < 3; i++) {
            assertThat(charges.charge(i) * 1e4)
                    .as(name)
                    .isCloseTo(charges.charge(i - 1), within(1e-3 * charges.charge(i - 1)));
            assertThat(charges.charge(i)).isLessThan(1e-10 * game.lambda);
        }
    }

    @Property(tries = 60)
    void agentsWithoutInfluencePayNothingAndCompanyDoesNotMatter(@ForAll("smooth") String name, @ForAll long seed) {
        SearchedGame game = SearchedGame.draw(name, seed, 3, 1e-3);
        SearchedOptimum optimum = game.optimum();
        SearchedCharges all = game.charges(optimum, game.batch);
        for (int i = 0; i < game.batch.agents(); i++) {
            double[] beta = {game.batch.beta(i, 0), game.batch.beta(i, 1), game.batch.beta(i, 2)};
            double[] scale = {game.batch.scale(i)};
            assertThat(game.charges(optimum, new AgentBatch(3, beta, scale)).charge(0))
                    .isEqualTo(all.charge(i));
        }
        SearchedCharges none = game.charges(optimum, new AgentBatch(3, new double[3], new double[] {1}));
        assertThat(none.charge(0)).isZero();
        assertThat(none.upper(0)).isZero();
    }

    /** Under KL with ψ = φ the search ends at the closed form. */
    @Property
    void agreesWithTheExactClass(@ForAll long seed) {
        LinearGame game = LinearGame.draw(seed, 3, 6, 4, 4, 3);
        SearchedGame same = new SearchedGame("kl", game.lambda, 0, game.block, game.block, game.batch);
        SearchedOptimum optimum = same.optimum();
        OptimumSums sums = new OptimumSums(game.features);
        SolvedFeatures solved = game.optimum().solve(game.block, sums);
        double welfare = game.lambda * sums.welfareByLambda();
        assertThat(optimum.welfare()).isCloseTo(welfare, within(1e-12 * (Math.abs(welfare) + game.lambda)));
        SearchedFigures figures = same.figures(optimum);
        assertThat(figures.tabularShortfall()).isCloseTo(0, within(1e-12 * (Math.abs(welfare) + game.lambda)));
        ExactSums exact = new ExactSums(game.batch.agents());
        new LogLinearCharges(game.lambda, game.batch).add(solved, exact);
        SearchedCharges charges = same.charges(optimum, game.batch);
        for (int i = 0; i < game.batch.agents(); i++) {
            double charge = exact.value(i);
            assertThat(charges.charge(i)).isCloseTo(charge, within(1e-8 * charge + 1e-25 * game.lambda));
            assertThat(charge).isBetween(charges.lower(i), charges.upper(i));
            assertThat(charges.upper(i) - charges.lower(i)).isLessThan(1e-12 * (Math.abs(welfare) + game.lambda));
        }
        double[] mean = sums.meanFeature();
        IntStream.range(0, game.features)
                .forEach(j -> assertThat(figures.meanFeature()[j]).isCloseTo(mean[j], within(1e-10)));
    }
}
