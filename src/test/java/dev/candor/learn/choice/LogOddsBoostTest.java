package dev.candor.learn.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What a boost must be, whatever the formula. */
class LogOddsBoostTest {
    private static final double LEAST = 1e-6;

    @Property
    void moreRightIsMoreBoost(
            @ForAll @LongRange(min = 1, max = 100_000) long judged,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = 0.01, max = 100) double smoothing) {
        long points = (long) (share * (2 * judged - 1));
        double less = LogOddsBoost.of(points, judged, smoothing, LEAST);
        double more = LogOddsBoost.of(points + 1, judged, smoothing, LEAST);
        assertThat(less).isGreaterThanOrEqualTo(LEAST);
        if (points + 1 > judged) {
            assertThat(more).isGreaterThan(less);
        } else {
            assertThat(more).isEqualTo(LEAST);
        }
    }

    /** The same share of right answers, shown more often, is trusted more. */
    @Property
    void moreJudgementsAreMoreBoost(
            @ForAll @LongRange(min = 1, max = 1000) long right, @ForAll @LongRange(min = 0, max = 1000) long wrong) {
        double once = LogOddsBoost.of(2 * (right + wrong), right + 2 * wrong, 1, LEAST);
        double twice = LogOddsBoost.of(4 * (right + wrong), 2 * right + 4 * wrong, 1, LEAST);
        assertThat(twice).isGreaterThanOrEqualTo(once);
    }

    @Test
    void byHand() {
        // 3 right of 4, one of each added: odds 4 : 2.
        assertThat(LogOddsBoost.of(6, 4, 1, LEAST)).isCloseTo(Math.log(2), within(1e-15));
        // 3 right, 1 tie of 4 is 3.5 right: 4.5 : 1.5.
        assertThat(LogOddsBoost.of(7, 4, 1, LEAST)).isCloseTo(Math.log(3), within(1e-15));
        assertThat(LogOddsBoost.of(0, 0, 1, LEAST)).isEqualTo(LEAST);
        assertThatThrownBy(() -> LogOddsBoost.of(3, 1, 1, LEAST)).hasMessageContaining("3 half points of 1");
    }
}
