package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The mass of all but a few against its exact sum. */
class ComplementMassTest {
    private static final double UNIT = 0x1p-53;

    /** K roundings of a sum at most K times the result, K the indices ranked behind the first that is not among the few. */
    @Property(tries = 2000)
    void asTheExactSum(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll @IntRange(min = 0, max = 400) int decades) {
        Random random = new Random(seed);
        int before = random.nextInt(4);
        int base = random.nextInt(1000);
        double[] mass = masses(random, before, size, decades);
        int[] few = few(random, mass, before, size, base);
        int from = random.nextInt(2);
        int[] index = new int[from + few.length + 1];
        System.arraycopy(few, 0, index, from, few.length);
        double found = new ComplementMass(mass, before, before + size).of(index, from, from + few.length, base);
        BigDecimal exact = rest(mass, before, size, few, base);
        double greatest = IntStream.range(0, size)
                .filter(x -> Arrays.stream(few).noneMatch(i -> i == base + x))
                .mapToDouble(x -> mass[before + x])
                .max()
                .orElseThrow();
        assertThat(found).isGreaterThanOrEqualTo(greatest);
        double share = (double) size * size * UNIT;
        BigDecimal error = new BigDecimal(found).subtract(exact).abs();
        assertThat(error).isLessThanOrEqualTo(exact.multiply(new BigDecimal(share)));
    }

    /** Nothing left out: all of it; 1 − Σ knows nothing of 10⁻³⁰⁰. */
    @Test
    void ofNone() {
        double[] mass = {1e-300, 1, 2e-300};
        ComplementMass complement = new ComplementMass(mass, 0, 3);
        assertThat(complement.of(new int[0], 0, 0, 0)).isEqualTo(1);
        assertThat(complement.of(new int[] {1}, 0, 1, 0)).isEqualTo(3e-300);
        assertThat(complement.of(new int[] {11, 12}, 0, 2, 10)).isEqualTo(1e-300);
    }

    /** Equal masses, which rank by their index. */
    @Property(tries = 100)
    void ofEqualMasses(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int bits) {
        Random random = new Random(seed);
        int size = 1 << bits;
        double[] mass = new double[size];
        Arrays.fill(mass, 1.0 / size);
        int[] few = few(random, mass, 0, size, 0);
        assertThat(new ComplementMass(mass, 0, size).of(few, 0, few.length, 0))
                .isEqualTo((double) (size - few.length) / size);
    }

    /** 1 − Σ where it is taken instead. */
    @Property(tries = 2000)
    void safeWithoutRanking(@ForAll long seed, @ForAll @IntRange(min = 2, max = 200) int size) {
        Random random = new Random(seed);
        double[] mass = masses(random, 0, size, random.nextInt(9));
        int[] few = few(random, mass, 0, size, 0);
        double reported = 0;
        for (int x : few) {
            reported += mass[x];
        }
        Assume.that(1 - reported > ComplementMass.SAFE);
        BigDecimal exact = rest(mass, 0, size, few, 0);
        BigDecimal error = new BigDecimal(1 - reported).subtract(exact).abs();
        assertThat(error).isLessThanOrEqualTo(exact.multiply(new BigDecimal(size * 1.2e-12)));
    }

    private static double[] masses(Random random, int before, int size, int decades) {
        double[] mass = new double[before + size + 2];
        Arrays.fill(mass, Double.NaN);
        double sum = 0;
        for (int x = before; x < before + size; x++) {
            int exponent = decades == 0 ? 0 : random.nextInt(decades);
            mass[x] = x > before && random.nextInt(10) == 0 ? 0 : random.nextDouble() * StrictMath.pow(10, -exponent);
            sum += mass[x];
        }
        for (int x = before; x < before + size && sum > 0; x++) {
            mass[x] /= sum;
        }
        return mass;
    }

    /** Distinct, not all; mostly the likely ones. */
    private static int[] few(Random random, double[] mass, int before, int size, int base) {
        int count = random.nextInt(size);
        Integer[] order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
        double[] key = random.doubles(size).toArray();
        boolean likely = random.nextInt(3) > 0;
        Arrays.sort(
                order,
                (a, b) -> likely ? Double.compare(mass[before + b], mass[before + a]) : Double.compare(key[a], key[b]));
        int[] few = Arrays.stream(order).limit(count).mapToInt(x -> base + x).toArray();
        for (int k = few.length - 1; k > 0; k--) {
            int other = random.nextInt(k + 1);
            int swapped = few[k];
            few[k] = few[other];
            few[other] = swapped;
        }
        return few;
    }

    private static BigDecimal rest(double[] mass, int before, int size, int[] few, int base) {
        BigDecimal rest = BigDecimal.ZERO;
        for (int x = 0; x < size; x++) {
            rest = rest.add(new BigDecimal(mass[before + x]));
        }
        for (int i : few) {
            rest = rest.subtract(new BigDecimal(mass[before + i - base]));
        }
        return rest;
    }
}
