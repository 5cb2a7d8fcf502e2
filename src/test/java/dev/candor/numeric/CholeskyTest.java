package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Where all numbers are short the factor is exact; elsewhere it is backward stable (Higham 2002, theorems 10.3 and 10.4). */
class CholeskyTest {
    private static final double UNIT = 0x1p-53;

    /** H = LLᵀ of integers, 1, 2 or 4 on the diagonal: nothing is rounded, so L, H⁻¹b, H⁻¹ and aᵀH⁻¹a are exact. */
    @Property
    void exactOnShortNumbers(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int n) {
        Random random = new Random(seed);
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                lower[i * n + j] = random.nextInt(5) - 2;
            }
            lower[i * n + i] = 1 << random.nextInt(3);
        }
        double[] h = Matrices.gram(lower, n);
        double[] matrix = h.clone();
        Cholesky factor = new Cholesky(matrix, n);
        double[] x = Matrices.vectors(random, n, 1);
        double[] b = times(h, x);
        double[] a = b.clone();
        double form = 0;
        for (int i = 0; i < n; i++) {
            form += x[i] * b[i];
            for (int j = 0; j <= i; j++) {
                assertThat(matrix[i * n + j]).isEqualTo(lower[i * n + j]);
            }
        }
        factor.solve(b);
        double[] inverse = new double[n * n];
        Arrays.fill(inverse, Double.NaN);
        factor.inverse(inverse);
        for (int i = 0; i < n; i++) {
            assertThat(b[i] + 0.0).isEqualTo(x[i]);
            for (int j = 0; j < n; j++) {
                double product = 0;
                for (int k = 0; k < n; k++) {
                    product += h[i * n + k] * inverse[k * n + j];
                }
                assertThat(product + 0.0).isEqualTo(i == j ? 1.0 : 0.0);
            }
        }
        assertThat(factor.inverseForm(a)).isEqualTo(form);
    }

    /** |LLᵀ − H| ≤ (n + 1)u·|L||Lᵀ| and |b − Hx| ≤ (3n + 1)u·|L||Lᵀ||x|, however ill-conditioned H is. */
    @Property
    void backwardStable(@ForAll long seed, @ForAll @IntRange(min = 1, max = 16) int n) {
        Random random = new Random(seed);
        double[] h = positive(random, n);
        double[] matrix = h.clone();
        Cholesky factor = new Cholesky(matrix, n);
        double[] sizes = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                BigDecimal product = BigDecimal.ZERO;
                for (int k = 0; k <= Math.min(i, j); k++) {
                    double l = matrix[i * n + k];
                    product = product.add(new BigDecimal(l).multiply(new BigDecimal(matrix[j * n + k])));
                    sizes[i * n + j] += Math.abs(l * matrix[j * n + k]);
                }
                double off = product.subtract(new BigDecimal(h[i * n + j])).doubleValue();
                assertThat(Math.abs(off)).isLessThanOrEqualTo(share(n + 1) * sizes[i * n + j]);
            }
        }
        double[] b = random.doubles(n, -1, 1).toArray();
        double[] x = b.clone();
        factor.solve(x);
        for (int i = 0; i < n; i++) {
            double size = 0;
            for (int j = 0; j < n; j++) {
                size += sizes[i * n + j] * Math.abs(x[j]);
            }
            assertThat(Math.abs(Matrices.residual(h, i, x, b[i]))).isLessThanOrEqualTo(share(3 * n + 1) * size);
        }
    }

    /** The least pivot says about how many digits are left, where one vector is nearly a multiple of another: in 99 of 100 draws. */
    @Test
    void leastPivotTellsTheError() {
        int beyond = 0;
        for (int seed = 1; seed <= 3000; seed++) {
            beyond += errorInPivots(new Random(seed), 2 + seed % 11) > 1 ? 1 : 0;
        }
        assertThat(beyond).isLessThanOrEqualTo(30);
    }

    /** The error of a solution, measured by H, over n(3n+1)·2⁻⁵³ over the least pivot. */
    private static double errorInPivots(Random random, int n) {
        int length = n + 1;
        double[] vectors = Matrices.vectors(random, n, length);
        double multiple = Math.scalb(1.0, random.nextInt(20));
        for (int l = 0; l < length; l++) {
            vectors[length + l] = multiple * vectors[l] + random.nextInt(3);
        }
        for (int i = 0; i < n; i++) {
            vectors[i * length + i] += 9;
        }
        double[] h = Matrices.gram(vectors, n);
        double[] x = Matrices.vectors(random, n, 1);
        x[0] = 1;
        double[] found = times(h, x);
        Cholesky factor = new Cholesky(h.clone(), n);
        factor.solve(found);
        double error = 0;
        double size = 0;
        for (int i = 0; i < n; i++) {
            error += h[i * n + i] * (found[i] - x[i]) * (found[i] - x[i]);
            size += h[i * n + i] * x[i] * x[i];
        }
        return Math.sqrt(error / size) / (n * (3 * n + 1) * UNIT / factor.leastPivot());
    }

    /** Kahan's matrix, whose pivots are harmless: the least of them is no bound. */
    @Test
    void leastPivotIsNoBound() {
        int n = 20;
        double[] vectors = new double[n * n];
        double row = 0x1p22;
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                vectors[j * n + i] = Math.rint(i == j ? row : -row * StrictMath.cos(1.2));
            }
            row *= StrictMath.sin(1.2);
        }
        double[] h = Matrices.gram(vectors, n);
        double[] x = new double[n];
        Arrays.fill(x, 1);
        for (int i = 0; i < n; i++) {
            h[i * n + i] += i + 1;
        }
        double[] found = times(h, x);
        Cholesky factor = new Cholesky(h.clone(), n);
        factor.solve(found);
        assertThat(factor.leastPivot()).isGreaterThan(0.05);
        assertThat(Math.abs(found[0] - 1)).isGreaterThan(1e5 * UNIT / factor.leastPivot());
    }

    /** Of a singular H no pivot is less than the floor, in any order of copies; without copies the floor changes no bit. */
    @Property
    void floorHolds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
        Random random = new Random(seed);
        double[] singular = Matrices.vectors(random, n, 3);
        for (int i = 0; i < n; i++) {
            singular[3 * i] = 1;
        }
        double[] h = Matrices.gram(singular, n);
        double[] matrix = h.clone();
        Cholesky factor = Cholesky.floored(matrix, n, Cholesky.ROUNDING);
        for (int i = 0; i < n; i++) {
            double pivot = matrix[i * n + i] * matrix[i * n + i];
            assertThat(pivot).isGreaterThanOrEqualTo(Cholesky.ROUNDING * h[i * n + i] * (1 - 4 * UNIT));
        }
        assertThat(factor.leastPivot()).isBetween(Cholesky.ROUNDING * (1 - 4 * UNIT), n > 3 ? 1e-12 : 1.0);
        double[] regular = positive(random, n);
        double[] plain = regular.clone();
        new Cholesky(plain, n);
        Cholesky.floored(regular, n, Cholesky.ROUNDING);
        assertThat(regular).containsExactly(plain);
    }

    @Test
    void refusesWhatIsNotPositiveDefinite() {
        assertThatThrownBy(() -> new Cholesky(new double[] {1, 0, 2, 1}, 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("row 1");
        assertThatThrownBy(() -> new Cholesky(new double[] {1, 0, 1, 1}, 2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Cholesky(new double[] {0}, 1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Cholesky(new double[] {1, 0, Double.NaN, 1}, 2))
                .isInstanceOf(ArithmeticException.class);
    }

    /** Only the lower triangle is read. */
    @Property(tries = 50)
    void upperTriangleIsNotRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int n) {
        Random random = new Random(seed);
        double[] whole = positive(random, n);
        double[] half = whole.clone();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                half[i * n + j] = Double.NaN;
            }
        }
        double[] x = random.doubles(n).toArray();
        double[] y = x.clone();
        new Cholesky(whole, n).solve(x);
        new Cholesky(half, n).solve(y);
        assertThat(y).containsExactly(x);
    }

    private static double share(int n) {
        return n * UNIT / (1 - 2 * n * UNIT);
    }

    /** Positive definite by its integers, in wide scales. */
    private static double[] positive(Random random, int n) {
        double[] vectors = Matrices.vectors(random, n, 2 * n);
        for (int i = 0; i < n; i++) {
            for (int j = n; j < 2 * n; j++) {
                vectors[i * 2 * n + j] = j - n == i ? 1 : 0;
            }
        }
        return Matrices.scaled(Matrices.gram(vectors, n), Matrices.powersOfTwo(random, n, 30));
    }

    private static double[] times(double[] matrix, double[] x) {
        double[] product = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                product[i] += matrix[i * x.length + j] * x[j];
            }
        }
        return product;
    }
}
