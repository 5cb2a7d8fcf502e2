package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
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

    /** A run added at once = the same products added one by one = their decimal sums, from any index and base. */
    @Property(tries = 1000)
    void aRunEqualsItsMembers(
            @ForAll("anyDoubles") List<Double> before,
            @ForAll("anyDoubles") List<Double> xs,
            @ForAll @DoubleRange(min = 0.01, max = 1) double scale,
            @ForAll @IntRange(min = 1, max = 7) int count,
            @ForAll Random random) {
        int base = random.nextInt(1000);
        int[] index = random.ints(xs.size() + 2L, base, base + count).toArray();
        double[] x = new double[xs.size() + 2];
        x[0] = Double.NaN;
        x[xs.size() + 1] = Double.POSITIVE_INFINITY;
        ExactSums run = new ExactSums(count);
        ExactSums members = new ExactSums(count);
        BigDecimal expected = BigDecimal.ZERO;
        for (double b : before) {
            run.add(0, b);
            members.add(0, b);
            expected = expected.add(new BigDecimal(b));
        }
        for (int k = 1; k <= xs.size(); k++) {
            x[k] = xs.get(k - 1);
            members.add(index[k] - base, scale * x[k]);
            expected = expected.add(new BigDecimal(index[k] == base ? scale * x[k] : 0));
        }
        run.addScaled(scale, index, x, 1, xs.size() + 1, base);
        assertThat(run.exact(0)).isEqualByComparingTo(expected);
        for (int i = 0; i < count; i++) {
            assertThat(run.exact(i)).isEqualByComparingTo(members.exact(i));
            assertThat(run.value(i)).isEqualTo(run.exact(i).doubleValue());
        }
    }

    /** Products of doubles have twice the digits, and a run of them adds them all. */
    @Property(tries = 1000)
    void productsAreExact(@ForAll("anyDoubles") List<Double> before, @ForAll Random random) {
        double scale = random.nextInt(4) == 0 ? 4 : StrictMath.pow(10, random.nextInt(24) - 12.0) * random.nextDouble();
        int size = random.nextInt(40);
        int[] index = random.ints(size, 7, 9).toArray();
        double[] x = random.doubles(size)
                .map(d -> random.nextInt(5) == 0 ? 0 : (d - 0.5) * StrictMath.pow(10, random.nextInt(60) - 30.0))
                .toArray();
        ExactSums run = new ExactSums(2);
        for (double b : before) {
            run.add(1, b);
        }
        ExactSums members = new ExactSums(2);
        members.merge(run);
        BigDecimal expected = exactly(before);
        for (int k = 0; k < size; k++) {
            members.addProduct(index[k] - 7, scale, x[k]);
            expected = index[k] == 7 ? expected : expected.add(new BigDecimal(scale).multiply(new BigDecimal(x[k])));
        }
        run.addProducts(scale, index, x, 0, size, 7);
        assertThat(run.exact(1)).isEqualByComparingTo(expected);
        assertThat(members.exact(1)).isEqualByComparingTo(expected);
        assertThat(run.exact(0)).isEqualByComparingTo(members.exact(0));
    }

    /** The first and the last exponent of every limb, of both signs, often enough that limbs hand on. */
    @Property(tries = 200)
    void limbsHandOn(@ForAll @IntRange(min = 0, max = 2046) int biased, @ForAll boolean negative) {
        double largest = Double.longBitsToDouble(((long) biased << 52) | ((1L << 52) - 1)) * (negative ? -1 : 1);
        double[] run = new double[5000];
        Arrays.fill(run, largest);
        run[0] = -largest / 2;
        ExactSums sums = new ExactSums(2);
        sums.add(0, 1);
        sums.addScaled(1, new int[5000], run, 0, 5000, -1);
        sums.addScaled(1, new int[5000], run, 1, 5000, -1);
        assertThat(sums.exact(0)).isEqualByComparingTo(BigDecimal.ONE);
        assertThat(sums.exact(1))
                .isEqualByComparingTo(new BigDecimal(largest)
                        .multiply(BigDecimal.valueOf(2 * 4999))
                        .add(new BigDecimal(run[0])));
    }

    @Test
    void clearedSumsStartAgain() {
        ExactSums sums = sumOf(List.of(1e300, 1e-300));
        sums.clear();
        sums.add(0, 0.1);
        assertThat(sums.value(0)).isEqualTo(0.1);
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
        ExactSums wide = sumOf(List.of(Double.MAX_VALUE, Double.MIN_VALUE));
        assertThatThrownBy(() -> wide.add(0, Double.NEGATIVE_INFINITY)).hasMessageContaining("-Infinity");
        assertThatThrownBy(() -> wide.addScaled(2, new int[1], new double[] {Double.MAX_VALUE}, 0, 1, 0))
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> new ExactSums(1).merge(new ExactSums(2))).hasMessageContaining("2 sums");
    }
}
