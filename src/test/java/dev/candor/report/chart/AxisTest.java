package dev.candor.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class AxisTest {
    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(axis::label).toList();
    }

    private static void assertSound(Axis axis, double... values) {
        for (double value : values) {
            assertThat(axis.position(value)).isBetween(0.0, 1.0);
        }
        assertThat(axis.ticks()).hasSizeBetween(2, 12).isSorted().doesNotHaveDuplicates();
        assertThat(axis.ticks())
                .allSatisfy(tick -> assertThat(axis.position(tick)).isBetween(0.0, 1.0));
        assertThat(labels(axis)).doesNotHaveDuplicates();
    }

    @Property(tries = 1000)
    void anyPairOfValuesHasARoundAxis(
            @ForAll @DoubleRange(min = -1e30, max = 1e30) double a,
            @ForAll @DoubleRange(min = -1e3, max = 1e3) double b) {
        assertSound(Axis.of(List.of(a, b)), a, b);
        assertSound(Axis.spread(List.of(a, b)), a, b);
        assertSound(Axis.of(List.of(b, b + 1e-3 * b)), b);
        assertSound(Axis.of(List.of(a)), a);
    }

    @Property(tries = 1000)
    void anyRangeOfLambdasHasARoundAxis(
            @ForAll @DoubleRange(min = -30, max = 30) double power,
            @ForAll @DoubleRange(min = 0, max = 30) double decades) {
        double least = StrictMath.pow(10, power);
        double most = least * StrictMath.pow(10, decades);
        assertSound(Axis.logarithmic(List.of(least, most)), least, most);
        double near = least * (1 + decades / 100);
        assertSound(Axis.logarithmic(List.of(least, near)), least, near);
    }

    @Test
    void decadesWhenThereAreTwo() {
        assertThat(labels(Axis.logarithmic(List.of(0.1, 1000.0)))).containsExactly("0.1", "1", "10", "100", "1,000");
    }

    @Test
    void everySecondDecadeAndSoOnWhenThereAreMany() {
        assertThat(labels(Axis.logarithmic(List.of(1e-6, 1e4))))
                .containsExactly("10⁻⁶", "10⁻⁴", "0.01", "1", "100", "10,000");
    }

    @Test
    void oneTwoFiveWhenThereAreNotTwoDecades() {
        assertThat(labels(Axis.logarithmic(List.of(0.5, 20.0)))).containsExactly("0.5", "1", "2", "5", "10", "20");
    }

    @Test
    void roundDifferencesInANarrowRange() {
        assertThat(labels(Axis.logarithmic(List.of(3.1, 3.9)))).contains("3.2", "3.4", "3.6", "3.8");
    }

    @Test
    void aSingleLambdaStandsInTheMiddle() {
        Axis axis = Axis.logarithmic(List.of(10.0));
        assertThat(axis.position(10)).isEqualTo(0.5);
        assertThat(labels(axis)).containsExactly("5", "10", "20");
    }

    @Test
    void zerosAndFlatLinesAreDrawnFromZero() {
        assertThat(labels(Axis.of(List.of(0.0, 0.0)))).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(labels(Axis.of(List.of(4.0, 4.0)))).containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(Axis.of(List.of(0.0, 7.0, 1000.0)).scale()).isEmpty();
    }

    @Test
    void logarithmsForMoreThanAHundredfold() {
        assertThat(Axis.of(List.of(1.0, 101.0)).scale()).isEqualTo(", log scale");
        assertThat(Axis.of(List.of(1.0, 99.0)).scale()).isEmpty();
        assertThat(Axis.spread(List.of(1.0, 1e6)).scale()).isEmpty();
    }

    @Test
    void largeAndSmallTicksHavePowersOfTen() {
        assertThat(labels(Axis.of(List.of(0.0, 3e9))))
                .containsExactly("0", "5·10⁸", "10⁹", "1.5·10⁹", "2·10⁹", "2.5·10⁹", "3·10⁹");
        assertThat(labels(Axis.of(List.of(-2e-9, 0.0)))).contains("−2·10⁻⁹", "0");
    }
}
