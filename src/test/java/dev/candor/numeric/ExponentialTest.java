package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ExponentialTest {
    @Property(tries = 100_000)
    void isWithinTwoUnitsInTheLastPlace(@ForAll @DoubleRange(min = -700, max = 700) double x) {
        assertThat(unitsApart(Exponential.of(x), StrictMath.exp(x))).isLessThanOrEqualTo(2);
    }

    @Property(tries = 10_000)
    void isTheSameOfSmallNumbers(@ForAll @DoubleRange(min = -1, max = 1) double x) {
        assertThat(unitsApart(Exponential.of(x), StrictMath.exp(x))).isLessThanOrEqualTo(2);
    }

    private static long unitsApart(double a, double b) {
        return Math.abs(Double.doubleToRawLongBits(a) - Double.doubleToRawLongBits(b));
    }

    @Test
    void staysAtTheEnds() {
        assertThat(Exponential.of(0)).isOne();
        assertThat(Exponential.of(1e300)).isEqualTo(Exponential.of(700)).isFinite();
        assertThat(Exponential.of(-1e300)).isEqualTo(Exponential.of(-700)).isPositive();
    }
}
