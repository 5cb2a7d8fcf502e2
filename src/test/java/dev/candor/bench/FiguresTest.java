package dev.candor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void medianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
        assertThat(Figures.median(3)).isEqualTo(3);
        assertThat(Figures.median(9, 1, 2)).isEqualTo(2);
        assertThat(Figures.median(4, 1, 9, 2)).isEqualTo(3);
        assertThatThrownBy(Figures::median).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRunShownIsTheOneNearestToTheMedian() {
        assertThat(Figures.nearestToMedian(9, 1, 2)).isEqualTo(2);
        assertThat(Figures.nearestToMedian(4, 1, 9, 2)).isZero();
    }

    @Test
    void slopeIsTheExponent() {
        double[] rows = {5e6, 5e7, 2e8};
        assertThat(Figures.logLogSlope(rows, new double[] {2, 20, 80})).isCloseTo(1, within(1e-12));
        assertThat(Figures.logLogSlope(new double[] {1, 4}, new double[] {3, 6}))
                .isCloseTo(0.5, within(1e-12));
        assertThat(Figures.logLogSlope(new double[] {7}, new double[] {3})).isNaN();
    }

    @Test
    void numbersAsTheyArePrinted() {
        assertThat(Figures.seconds(1.23456)).isEqualTo("1.235");
        assertThat(Figures.ratio(0.4321)).isEqualTo("0.43x");
        assertThat(Figures.ratio(Double.NaN)).isEqualTo("-");
        assertThat(Figures.megabytes(3L << 30)).isEqualTo("3,072");
        assertThat(Figures.megabytes(ResidentSet.UNKNOWN)).isEqualTo("n/a");
        assertThat(Figures.magnitude(3.4e-13)).isEqualTo("3e-13");
        assertThat(Figures.magnitude(0)).isEqualTo("0");
    }

    @Test
    void columnsAreAligned() {
        assertThat(new TextColumns("name", "s")
                        .row("a", "10.5")
                        .row("longer", "2.0")
                        .render())
                .isEqualTo("name       s\na       10.5\nlonger   2.0\n");
    }

    @Test
    void aTallySpeaksOfItsCountedRuns() {
        Tally tally = new Tally("loop", 1e-12);
        tally.add(new Measured(2, 10, 5), List.of());
        tally.add(new Measured(1, 30, 7), List.of());
        tally.add(new Measured(4, 20, 6), List.of());
        assertThat(tally.median()).isEqualTo(2);
        assertThat(tally.fastest()).isEqualTo(1);
        assertThat(tally.slowest()).isEqualTo(4);
        assertThat(tally.peakHeapBytes()).isEqualTo(30);
        assertThat(tally.peakResidentBytes()).isEqualTo(7);
        assertThat(tally.agrees()).isTrue();
        tally.compared(1e-11);
        tally.compared(1e-13);
        assertThat(tally.worstDifference()).isEqualTo(1e-11);
        assertThat(tally.agrees()).isFalse();
    }
}
