package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The error that {@link Compensated} claims, against exact sums, up to condition numbers of 10³². */
class CompensatedTest {
    private static final BigDecimal UNIT = new BigDecimal(Math.ulp(0.5));

    /** |value − Σab| ≤ u·|Σab| + n²u²·Σ|ab|. */
    @Property(tries = 2000)
    void dotIsAsClaimed(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int half,
            @ForAll @DoubleRange(min = 0, max = 107) double binaryCondition) {
        Random random = new Random(seed);
        int n = 2 * half;
        double[] a = new double[n + 3];
        double[] b = new double[n + 5];
        illConditioned(random, a, 3, b, 5, n, binaryCondition);
        double found = new Compensated().dot(a, 3, b, 5, n).value();
        assertThat(error(found, a, 3, b, 5, n)).isLessThanOrEqualTo(claim(a, 3, b, 5, n));
    }

    @Property(tries = 2000)
    void sumIsAsClaimed(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 120) int n,
            @ForAll @IntRange(min = 0, max = 200) int range) {
        Random random = new Random(seed);
        double[] a = new double[n + 2];
        double[] ones = new double[n + 2];
        for (int k = 2; k < a.length; k++) {
            a[k] = k % 2 == 0 || random.nextInt(8) == 0
                    ? Math.scalb(random.nextDouble() - 0.5, random.nextInt(range + 1))
                    : -a[k - 1];
            ones[k] = 1;
        }
        double found = Compensated.sum(a, 2, a.length);
        assertThat(error(found, a, 2, ones, 2, n)).isLessThanOrEqualTo(claim(a, 2, ones, 2, n));
    }

    /** The same bits whether products come one by one or at once; a cleared sum is a new one. */
    @Property(tries = 200)
    void oneByOne(@ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int n) {
        Random random = new Random(seed);
        double[] a = random.doubles(n, -1, 1).toArray();
        double[] b = random.doubles(n, -1, 1).toArray();
        Compensated sum = new Compensated();
        sum.add(1e300, random.nextDouble());
        sum.clear();
        for (int k = 0; k < n; k++) {
            sum.add(a[k], b[k]);
        }
        assertThat(sum.value()).isEqualTo(new Compensated().dot(a, 0, b, 0, n).value());
    }

    /** A plain loop is far off what is claimed here, so the claim says something. */
    @Test
    void plainLoopIsNot() {
        double[] a = {1e16, 1, -1e16, 0x1p-27 + 1, -1};
        double[] b = {1, 1, 1, 0x1p-27 + 1, 1 + 0x1p-26};
        double plain = 0;
        for (int k = 0; k < a.length; k++) {
            plain += a[k] * b[k];
        }
        assertThat(error(plain, a, 0, b, 0, 5)).isGreaterThan(claim(a, 0, b, 0, 5));
        assertThat(new Compensated().dot(a, 0, b, 0, 5).value()).isEqualTo(1 + 0x1p-54);
    }

    /** Half of the products are of any size, the others cancel what has come together but for a small rest. */
    private static void illConditioned(
            Random random, double[] a, int fromA, double[] b, int fromB, int n, double binaryCondition) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < n; j++) {
            double left = 1 - 2.0 * Math.max(0, j - n / 2) / n;
            int exponent = (int) (binaryCondition / 2 * (j < n / 2 ? random.nextDouble() : left));
            a[fromA + j] = Math.scalb(2 * random.nextDouble() - 1, exponent);
            b[fromB + j] = Math.scalb(2 * random.nextDouble() - 1, exponent);
            if (j >= n / 2 && a[fromA + j] != 0) {
                b[fromB + j] = (b[fromB + j] - sum.doubleValue()) / a[fromA + j];
            }
            sum = sum.add(new BigDecimal(a[fromA + j]).multiply(new BigDecimal(b[fromB + j])));
        }
    }

    private static BigDecimal error(double found, double[] a, int fromA, double[] b, int fromB, int n) {
        return new BigDecimal(found)
                .subtract(exact(a, fromA, b, fromB, n, false))
                .abs();
    }

    private static BigDecimal claim(double[] a, int fromA, double[] b, int fromB, int n) {
        BigDecimal unit = UNIT.multiply(exact(a, fromA, b, fromB, n, false).abs());
        BigDecimal squares = UNIT.multiply(UNIT).multiply(BigDecimal.valueOf((long) n * n));
        return unit.add(squares.multiply(exact(a, fromA, b, fromB, n, true)));
    }

    /** Σ a·b, or Σ |a·b|. */
    private static BigDecimal exact(double[] a, int fromA, double[] b, int fromB, int n, boolean sizes) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < n; j++) {
            BigDecimal product = new BigDecimal(a[fromA + j]).multiply(new BigDecimal(b[fromB + j]));
            sum = sum.add(sizes ? product.abs() : product);
        }
        return sum;
    }
}
