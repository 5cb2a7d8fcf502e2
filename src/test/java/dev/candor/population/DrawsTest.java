package dev.candor.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawsTest {
    private static final int DRAWS = 20_000;

    @Property
    void weightsAreAtLeastOneAndFinite(
            @ForAll @DoubleRange(min = 0.1, max = 1e6) double shape,
            @ForAll @LongRange(min = 0, max = 100_000_000) long agent,
            @ForAll long seed) {
        assertThat(draws(shape, 0, 0, seed).weight(agent))
                .isGreaterThanOrEqualTo(1)
                .isFinite();
    }

    /** Maximum likelihood: DRAWS / Σ log w estimates α with a relative standard deviation of 1/√DRAWS. */
    @ParameterizedTest
    @ValueSource(doubles = {0.8, 1.5, 3})
    void theTailIndexIsAsAsked(double shape) {
        Draws draws = draws(shape, 0, 0, 7);
        double logs = IntStream.range(0, DRAWS)
                .mapToDouble(agent -> Math.log(draws.weight(agent)))
                .sum();
        assertThat(DRAWS / logs).isCloseTo(shape, within(shape * 6 / Math.sqrt(DRAWS)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2, 40})
    void theReferenceSpreadsAsAsked(double spread) {
        Draws draws = draws(0, spread, 0, 7);
        double[] logs = IntStream.range(0, DRAWS)
                .mapToDouble(draw -> draws.refLogprob(draw / 10, draw % 10))
                .toArray();
        double mean = IntStream.range(0, DRAWS)
                .mapToDouble(draw -> logs[draw])
                .average()
                .orElseThrow();
        double square = IntStream.range(0, DRAWS)
                .mapToDouble(draw -> logs[draw] * logs[draw])
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0, within(spread * 6 / Math.sqrt(DRAWS)));
        assertThat(Math.sqrt(square)).isCloseTo(spread, within(spread * 6 / Math.sqrt(2.0 * DRAWS)));
    }

    @Property
    void promptWeightsArePositive(
            @ForAll @DoubleRange(min = 0, max = 1) double spread,
            @ForAll @LongRange(min = 0, max = 100_000_000) long prompt,
            @ForAll long seed) {
        assertThat(draws(0, 0, spread, seed).promptWeight(prompt)).isPositive();
    }

    @Test
    void promptWeightsAreLogNormal() {
        Draws draws = draws(0, 0, 0.7, 7);
        double square = IntStream.range(0, DRAWS)
                .mapToDouble(prompt -> Math.log(draws.promptWeight(prompt)))
                .map(log -> log * log)
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(square)).isCloseTo(0.7, within(0.7 * 6 / Math.sqrt(2.0 * DRAWS)));
    }

    @Test
    void withoutSpreadEverythingIsEqual() {
        Draws draws = draws(0, 0, 0, 7);
        assertThat(draws.weight(3)).isEqualTo(1);
        assertThat(draws.refLogprob(3, 1)).isZero();
        assertThat(draws.promptWeight(3)).isEqualTo(1);
    }

    private static Draws draws(double shape, double referenceSpread, double promptSpread, long seed) {
        return new Draws(PopulationSpec.of(1_000, 1_000, 10, seed)
                .with(new PopulationSpec.Spread(shape, referenceSpread, promptSpread)));
    }
}
