package dev.candor.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StreamsTest {
    @Property
    void drawsStayInTheirRange(
            @ForAll long bits, @ForAll @LongRange(min = 1, max = PopulationSpec.MAX_COUNT) long bound) {
        assertThat(Streams.uniform(bits)).isStrictlyBetween(0.0, 1.0);
        assertThat(Streams.below(bits, bound)).isBetween(0L, bound - 1);
    }

    @Test
    void theExtremesStayInsideToo() {
        assertThat(Streams.uniform(0)).isPositive();
        assertThat(Streams.uniform(-1)).isLessThan(1);
        assertThat(Streams.below(-1, PopulationSpec.MAX_COUNT)).isEqualTo(PopulationSpec.MAX_COUNT - 1);
        assertThat(Streams.below(0, PopulationSpec.MAX_COUNT)).isZero();
    }

    @Test
    void purposesOfOneSeedAndSeedsOfOnePurposeDiffer() {
        Set<Long> keys = new HashSet<>();
        for (long seed = -50; seed < 50; seed++) {
            for (Streams.Purpose purpose : Streams.Purpose.values()) {
                keys.add(Streams.key(seed, purpose));
            }
        }
        assertThat(keys).hasSize(100 * Streams.Purpose.values().length);
    }

    /** Consecutive ids give bits that look like coin tosses: each of the 64 is set in half of the draws. */
    @Property(tries = 20)
    void consecutiveIdsAreIndependentTosses(@ForAll long parent) {
        int draws = 4_000;
        int[] set = new int[64];
        for (long id = 0; id < draws; id++) {
            long flipped = Streams.key(parent, id) ^ Streams.key(parent, id + 1);
            for (int bit = 0; bit < 64; bit++) {
                set[bit] += (int) (flipped >>> bit & 1);
            }
        }
        // 7 standard deviations of a fair coin: 4000 tosses have one of 31.6.
        assertThat(Arrays.stream(set).boxed())
                .allSatisfy(count -> assertThat(count).isCloseTo(draws / 2, within(222)));
    }
}
