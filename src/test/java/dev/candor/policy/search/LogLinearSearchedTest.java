package dev.candor.policy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.Regulariser;
import dev.candor.divergence.SmallGame;
import dev.candor.model.Divergence;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LinearGame;
import dev.candor.policy.linear.OptimumSums;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The welfare of log-linear policies and its gradient, for any rewards and divergence. */
@PropertyDefaults(tries = 600)
class LogLinearSearchedTest {

    @Provide
    Arbitrary<String> smooth() {
        return Arbitraries.of(Divergence.smoothNames());
    }

    private static SearchedSums at(
            String divergence, double lambda, double[] theta, FeatureBlock block, double[] aggregate) {
        SearchedSums sums = new SearchedSums(theta.length);
        new SearchedWelfare(Divergence.of(divergence), lambda, theta).add(block, aggregate, sums);
        return sums;
    }

    /** Central differences of fourth order. */
    @Property
    void gradientIsTheSlope(@ForAll("smooth") String divergence, @ForAll long seed) {
        Random random = new Random(seed);
        FeatureBlock block = LinearGame.block(random, 3, 6, 4);
        double lambda = StrictMath.pow(10, random.nextDouble() * 2 - 1);
        double[] aggregate = random.doubles(block.candidates(), -2, 2).toArray();
        double[] theta = random.doubles(4, -1, 1).toArray();
        double[] gradient = at(divergence, lambda, theta, block, aggregate).gradient();
        double scale = Arrays.stream(gradient).map(Math::abs).max().orElse(0) + 2 + lambda;
        for (int j = 0; j < 4; j++) {
            double step = 1e-3;
            double slope = 0;
            for (int k = 1; k <= 2; k++) {
                double[] up = theta.clone();
                double[] down = theta.clone();
                up[j] += k * step;
                down[j] -= k * step;
                double rise = at(divergence, lambda, up, block, aggregate).welfare()
                        - at(divergence, lambda, down, block, aggregate).welfare();
                slope += (k == 1 ? 8 : -1) * rise / (12 * step);
            }
            assertThat(gradient[j]).as(divergence).isCloseTo(slope, within(1e-8 * scale));
        }
    }

    /** No log-linear policy betters the tabular optimum of the same rewards. */
    @Property
    void tabularIsAnUpperBound(@ForAll("smooth") String divergence, @ForAll long seed) {
        Random random = new Random(seed);
        FeatureBlock block = LinearGame.block(random, 3, 6, 3);
        double lambda = StrictMath.pow(10, random.nextDouble() * 2 - 1);
        double[] aggregate = random.doubles(block.candidates(), -2, 2).toArray();
        double best = 0;
        for (int c = 0; c < block.prompts(); c++) {
            int from = block.start(c);
            double[] logRef = IntStream.range(from, block.start(c + 1))
                    .mapToDouble(block::logRef)
                    .toArray();
            double[][] rewards = {Arrays.copyOfRange(aggregate, from, block.start(c + 1))};
            Regulariser regulariser = Divergences.of(Divergence.of(divergence), lambda);
            best += block.promptWeight(c) * new SmallGame(regulariser, logRef, rewards, new double[] {1}).welfare();
        }
        double[] theta = random.doubles(3, -2, 2).toArray();
        assertThat(at(divergence, lambda, theta, block, aggregate).welfare())
                .isLessThanOrEqualTo(best + 1e-12 * (1 + Math.abs(best) + lambda));
    }

    /** Under KL and linear rewards θ* has no slope and the welfare of the unrestricted optimum. */
    @Property
    void linearRewardsNeedNoSearch(@ForAll long seed) {
        LinearGame game = LinearGame.draw(seed, 3, 6, 5, 4, 3);
        OptimumSums optimum = new OptimumSums(game.features);
        double[] theta = game.optimum().theta();
        game.optimum().solve(game.block, optimum);
        double[] aggregate = new double[game.block.candidates()];
        double size = game.lambda;
        for (int x = 0; x < aggregate.length; x++) {
            aggregate[x] = game.aggregate(x, -1).doubleValue();
            size = Math.max(size, Math.abs(aggregate[x]));
        }
        SearchedSums sums = at("kl", game.lambda, theta, game.block, aggregate);
        double rounding = 1e-13 * size * 10;
        assertThat(sums.welfare()).isCloseTo(game.lambda * optimum.welfareByLambda(), within(rounding));
        for (double slope : sums.gradient()) {
            assertThat(slope).isCloseTo(0, within(rounding));
        }
    }

    /** Any split into blocks gives the same bits. */
    @Property(tries = 100)
    void mergesExactly(@ForAll("smooth") String divergence, @ForAll long seed) {
        Random random = new Random(seed);
        FeatureBlock block = LinearGame.block(random, 5, 6, 3);
        double[] aggregate = random.doubles(block.candidates(), -2, 2).toArray();
        double[] theta = random.doubles(3, -1, 1).toArray();
        SearchedSums whole = at(divergence, 0.7, theta, block, aggregate);
        SearchedSums merged = new SearchedSums(3);
        for (int c = block.prompts() - 1; c >= 0; c--) {
            double[] ofPrompt = Arrays.copyOfRange(aggregate, block.start(c), block.start(c + 1));
            merged.merge(at(divergence, 0.7, theta, LinearGame.single(block, c), ofPrompt));
        }
        assertThat(merged.welfare()).isEqualTo(whole.welfare());
        assertThat(merged.gradient()).containsExactly(whole.gradient());
    }

    @Test
    void totalVariationHasNoGradient() {
        assertThatThrownBy(() -> new SearchedWelfare(Divergence.TOTAL_VARIATION, 1, new double[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("total-variation");
    }
}
