package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ExactSumsTest {
    /** Every finite double, from its bits: all exponents are equally likely, subnormals among them. */
    @Provide
    Arbitrary<List<Double>> anyDoubles() {
        return Arbitraries.longs()
                .map(Double::longBitsToDouble)
                .filter(Double::isFinite)
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<Double>> rewards() {
        return Arbitraries.doubles()
                .between(-10, 10)
                .ofScale(6)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    private static ExactSums sumOf(List<Double> xs) {
        ExactSums sums = new ExactSums(1);
        xs.forEach(x -> sums.add(0, x));
        return sums;
    }

    private static BigDecimal exactly(List<Double> xs) {
        return xs.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Property(tries = 1000)
    void sumIsExactAndRoundedOnce(@ForAll("anyDoubles") List<Double> xs) {
        BigDecimal expected = exactly(xs);
        assertThat(sumOf(xs).exact(0)).isEqualByComparingTo(expected);
        assertThat(sumOf(xs).value(0)).isEqualTo(expected.doubleValue());
    }

    @Property(tries = 1000)
    void orderDoesNotMatter(@ForAll("anyDoubles") List<Double> xs, @ForAll Random random) {
        List<Double> shuffled = new ArrayList<>(xs);
        Collections.shuffle(shuffled, random);
        assertThat(sumOf(shuffled).value(0)).isEqualTo(sumOf(xs).value(0));
    }

    @Property(tries = 1000)
    void mergeEqualsTheWhole(@ForAll("anyDoubles") List<Double> a, @ForAll("rewards") List<Double> b) {
        List<Double> all = new ArrayList<>(a);
        all.addAll(b);
        ExactSums merged = sumOf(a);
        merged.merge(sumOf(b));
        merged.merge(new ExactSums(1));
        ExactSums other = new ExactSums(1);
        other.merge(sumOf(b));
        other.merge(sumOf(a));
        assertThat(merged.exact(0)).isEqualByComparingTo(exactly(all));
        assertThat(other.exact(0)).isEqualByComparingTo(exactly(all));
    }

    @Property(tries = 1000)
    void differenceIsExact(@ForAll("anyDoubles") List<Double> a, @ForAll("rewards") List<Double> b) {
        ExactSums sums = new ExactSums(3);
        a.forEach(x -> sums.add(2, x));
        b.forEach(x -> sums.add(0, x));
        assertThat(sums.difference(2, 0))
                .isEqualTo(exactly(a).subtract(exactly(b)).doubleValue());
        assertThat(sums.value(1)).isZero();
    }

    @Test
    void manyAdditionsCarry() {
        double tenth = 0.1;
        ExactSums sums = new ExactSums(2);
        for (int k = 0; k < 300_000; k++) {
            sums.add(1, tenth);
            sums.add(0, -1e300);
        }
        assertThat(sums.exact(1)).isEqualByComparingTo(new BigDecimal(tenth).multiply(new BigDecimal(300_000)));
        assertThat(sums.value(0)).isEqualTo(-300_000 * 1e300);
    }

    @Test
    void doublingManyTimesOverflowsNowhere() {
        ExactSums sums = sumOf(List.of(3.0, -0.1));
        BigDecimal expected = exactly(List.of(3.0, -0.1));
        for (int k = 0; k < 200; k++) {
            ExactSums twin = new ExactSums(1);
            twin.merge(sums);
            sums.merge(twin);
            expected = expected.multiply(BigDecimal.valueOf(2));
        }
        assertThat(sums.exact(0)).isEqualByComparingTo(expected);
    }

    @Test
    void refusesWhatHasNoExactSum() {
        assertThatThrownBy(() -> new ExactSums(1).add(0, Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new ExactSums(1).merge(new ExactSums(2))).hasMessageContaining("2 sums");
    }
}
