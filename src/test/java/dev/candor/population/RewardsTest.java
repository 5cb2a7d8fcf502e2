package dev.candor.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewardsTest {
    /** Draws behind an empirical correlation; its standard deviation is at most 1/√DRAWS. */
    private static final int DRAWS = 20_000;

    @Property
    void rewardsAreDecimalsOfSixDigitsInTheUnitInterval(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0, max = 1) double correlation,
            @ForAll @IntRange(min = 1, max = 1000) int clusters,
            @ForAll @LongRange(min = 0, max = 1_000_000) long agent,
            @ForAll @LongRange(min = 0, max = 1_000_000) long prompt,
            @ForAll @IntRange(min = 0, max = 100) int candidate) {
        double reward = new Rewards(tastes(clusters, correlation, seed)).reward(agent, prompt, candidate);
        assertThat(reward).isBetween(0.0, 1.0);
        assertThat(1 / reward).as("never −0").isPositive();
        assertThat(new BigDecimal(reward).setScale(6, RoundingMode.HALF_EVEN).doubleValue())
                .isEqualTo(reward);
    }

    @Property
    void fillingGivesTheRewardsOneByOne(
            @ForAll long seed,
            @ForAll @LongRange(min = 0, max = 1_000_000) long agent,
            @ForAll @LongRange(min = 0, max = 1_000_000) long prompt) {
        PopulationSpec population = tastes(3, 0.5, seed).with(new PopulationSpec.Coverage(1, 0, 0.5));
        Rewards rewards = new Rewards(population);
        double[] filled = new double[9];
        rewards.fill(agent, prompt, filled);
        for (int candidate = 0; candidate < filled.length; candidate++) {
            double expected =
                    rewards.scored(agent, prompt, candidate) ? rewards.reward(agent, prompt, candidate) : Double.NaN;
            assertThat(Double.doubleToLongBits(filled[candidate])).isEqualTo(Double.doubleToLongBits(expected));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.7, 1})
    void agentsOfOneClusterCorrelateAsAsked(double correlation) {
        Rewards rewards = new Rewards(tastes(1, correlation, 11));
        assertThat(correlation(prompt -> rewards.reward(0, prompt, 0), prompt -> rewards.reward(1, prompt, 0)))
                .isCloseTo(correlation, within(6 / Math.sqrt(DRAWS)));
    }

    @Test
    void agentsOfDifferentClustersDoNotCorrelate() {
        Rewards rewards = new Rewards(tastes(10, 0.9, 11));
        int other = IntStream.range(1, 1000)
                .filter(agent -> rewards.cluster(agent) != rewards.cluster(0))
                .findFirst()
                .orElseThrow();
        assertThat(correlation(prompt -> rewards.reward(0, prompt, 0), prompt -> rewards.reward(other, prompt, 0)))
                .isCloseTo(0, within(6 / Math.sqrt(DRAWS)));
    }

    @Test
    void candidatesPromptsAndSeedsAreIndependent() {
        Rewards rewards = new Rewards(tastes(2, 0.5, 11));
        Rewards reseeded = new Rewards(tastes(2, 0.5, 12));
        IntToDoubleFunction base = prompt -> rewards.reward(0, prompt, 0);
        double bound = 6 / Math.sqrt(DRAWS);
        assertThat(correlation(base, prompt -> rewards.reward(0, prompt, 1))).isCloseTo(0, within(bound));
        assertThat(correlation(base, prompt -> rewards.reward(0, prompt + 1, 0)))
                .isCloseTo(0, within(bound));
        assertThat(correlation(base, prompt -> reseeded.reward(0, prompt, 0))).isCloseTo(0, within(bound));
    }

    /** Kolmogorov–Smirnov: the largest distance to the uniform distribution passes 3/√n once in 10^7 times. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void rewardsAreUniform(double correlation) {
        Rewards rewards = new Rewards(tastes(4, correlation, 5));
        double[] sorted = IntStream.range(0, DRAWS)
                .mapToDouble(prompt -> rewards.reward(prompt % 100, prompt, prompt % 7))
                .sorted()
                .toArray();
        double distance = IntStream.range(0, DRAWS)
                .mapToDouble(rank -> Math.abs(sorted[rank] - (rank + 0.5) / DRAWS))
                .max()
                .orElseThrow();
        assertThat(distance).isLessThan(3 / Math.sqrt(DRAWS));
    }

    @Test
    void clustersAreEvenlyFilled() {
        Rewards rewards = new Rewards(tastes(8, 0, 3));
        int[] members = new int[8];
        IntStream.range(0, 8_000).forEach(agent -> members[rewards.cluster(agent)]++);
        assertThat(Arrays.stream(members).boxed())
                .allSatisfy(count -> assertThat(count).isCloseTo(1_000, within(180)));
    }

    @Property(tries = 20)
    void theShareOfScoredCandidatesIsAsAsked(
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double density, @ForAll long seed) {
        Rewards rewards = new Rewards(tastes(1, 0, seed).with(new PopulationSpec.Coverage(1, 0, density)));
        long scored = IntStream.range(0, DRAWS)
                .filter(draw -> rewards.scored(draw / 100, draw / 10 % 10, draw % 10))
                .count();
        assertThat((double) scored).isCloseTo(DRAWS * density, within(6 * Math.sqrt(DRAWS * density * (1 - density))));
    }

    private static PopulationSpec tastes(int clusters, double correlation, long seed) {
        return PopulationSpec.of(1_000, 1_000, 10, seed).with(new PopulationSpec.Tastes(clusters, correlation));
    }

    private static double correlation(IntToDoubleFunction one, IntToDoubleFunction other) {
        double sumX = 0;
        double sumY = 0;
        double sumXx = 0;
        double sumYy = 0;
        double sumXy = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double x = one.applyAsDouble(draw);
            double y = other.applyAsDouble(draw);
            sumX += x;
            sumY += y;
            sumXx += x * x;
            sumYy += y * y;
            sumXy += x * y;
        }
        double covariance = sumXy / DRAWS - sumX / DRAWS * (sumY / DRAWS);
        double varianceX = sumXx / DRAWS - sumX / DRAWS * (sumX / DRAWS);
        double varianceY = sumYy / DRAWS - sumY / DRAWS * (sumY / DRAWS);
        return covariance / Math.sqrt(varianceX * varianceY);
    }
}
