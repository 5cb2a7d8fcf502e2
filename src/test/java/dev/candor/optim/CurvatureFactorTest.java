package dev.candor.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.numeric.Matrices;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is kept is solved to backward stability, what depends on it stands still. */
class CurvatureFactorTest {
    private static final double UNIT = 0x1p-53;

    /** |g − Hx|_i ≤ c·n·u·Σ_j √(H_ii·H_jj)·|x_j|, whatever the scales. */
    @Property
    void solves(@ForAll long seed, @ForAll @IntRange(min = 1, max = 16) int n) {
        Random random = new Random(seed);
        double[] h = independent(random, n);
        double[] g = random.doubles(n, -1, 1).toArray();
        CurvatureFactor factor = new CurvatureFactor(triangle(h, n), n);
        assertThat(factor.rank()).isEqualTo(n);
        assertSolves(h, g, factor.solve(g));
    }

    /** Copies, multiples and zeros are not counted and do not move; the equations of copies hold all the same. */
    @Property
    void rankIsOfDistinctColumns(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
        Random random = new Random(seed);
        int length = 2 * n;
        double[] vectors = new double[n * length];
        boolean[] kept = new boolean[n];
        int distinct = 0;
        for (int i = 0; i < n; i++) {
            int kind = random.nextInt(3);
            if (kind == 0 && i > 0) {
                int of = random.nextInt(i);
                double multiple = new double[] {1, -1, 4, 0.125}[random.nextInt(4)];
                for (int l = 0; l < length; l++) {
                    vectors[i * length + l] = multiple * vectors[of * length + l];
                }
            } else if (kind == 1 || i == 0) {
                kept[i] = true;
                distinct++;
                double[] one = Matrices.vectors(random, 1, length);
                System.arraycopy(one, 0, vectors, i * length, n);
                vectors[i * length + n + i] = 1 + random.nextInt(4);
            }
        }
        double[] h = Matrices.gram(vectors, n);
        CurvatureFactor factor = new CurvatureFactor(triangle(h, n), n);
        assertThat(factor.rank()).isEqualTo(distinct);
        double[] y = random.doubles(length, -1, 1).toArray();
        double[] g = new double[n];
        for (int i = 0; i < n; i++) {
            for (int l = 0; l < length; l++) {
                g[i] += vectors[i * length + l] * y[l];
            }
        }
        double[] x = factor.solve(g);
        for (int i = 0; i < n; i++) {
            assertThat(x[i] == 0).isEqualTo(!kept[i]);
        }
        assertSolves(h, g, x);
    }

    /** Of two coordinates the second is kept as long as more than 10⁻¹¹ of it is its own. */
    @Property(tries = 100)
    void keepsWhatIsNearlyDependent(@ForAll @IntRange(min = -30, max = 30) int scale, @ForAll boolean minus) {
        for (double own : new double[] {1e-5, 1e-9, 2e-11, 5e-12, 1e-13, 0}) {
            double diagonal = Math.scalb(1.0, 2 * scale);
            double between = Math.scalb(Math.sqrt(1 - own), scale) * (minus ? -1 : 1);
            CurvatureFactor factor = new CurvatureFactor(new double[] {1, between, diagonal}, 2);
            assertThat(factor.rank()).isEqualTo(own > 1e-11 ? 2 : 1);
            assertThat(factor.solve(new double[] {0, 1})[1] != 0).isEqualTo(own > 1e-11);
        }
    }

    /** Coordinates in other units, powers of two, have the same step to the last bit. */
    @Property
    void unitsDoNotMatter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
        Random random = new Random(seed);
        double[] h = independent(random, n);
        double[] unit = Matrices.powersOfTwo(random, n, 40);
        double[] g = random.doubles(n, -1, 1).toArray();
        double[] x = new CurvatureFactor(triangle(h, n), n).solve(g);
        double[] scaled = g.clone();
        for (int i = 0; i < n; i++) {
            scaled[i] *= unit[i];
        }
        double[] y = new CurvatureFactor(triangle(Matrices.scaled(h, unit), n), n).solve(scaled);
        for (int i = 0; i < n; i++) {
            assertThat(y[i] * unit[i]).isEqualTo(x[i]);
        }
    }

    @Test
    void withoutCurvatureNothingMoves() {
        CurvatureFactor factor = new CurvatureFactor(new double[] {0, 0, -1, 0, 0, Double.NaN}, 3);
        assertThat(factor.rank()).isZero();
        assertThat(factor.solve(new double[] {1, 2, 3})).containsExactly(0, 0, 0);
    }

    private static void assertSolves(double[] h, double[] g, double[] x) {
        int n = x.length;
        for (int i = 0; i < n; i++) {
            double size = Math.abs(g[i]);
            for (int j = 0; j < n; j++) {
                size += Math.sqrt(h[i * n + i] * h[j * n + j]) * Math.abs(x[j]);
            }
            assertThat(Math.abs(Matrices.residual(h, i, x, g[i]))).isLessThanOrEqualTo((4 * n + 16) * UNIT * size);
        }
    }

    /** Each vector has a part of its own, in wide scales. */
    private static double[] independent(Random random, int n) {
        double[] vectors = Matrices.vectors(random, n, 2 * n);
        for (int i = 0; i < n; i++) {
            Arrays.fill(vectors, i * 2 * n + n, (i + 1) * 2 * n, 0);
            vectors[i * 2 * n + n + i] = 1;
        }
        return Matrices.scaled(Matrices.gram(vectors, n), Matrices.powersOfTwo(random, n, 30));
    }

    private static double[] triangle(double[] h, int n) {
        double[] triangle = new double[n * (n + 1) / 2];
        for (int i = 0; i < n; i++) {
            System.arraycopy(h, i * n, triangle, i * (i + 1) / 2, i + 1);
        }
        return triangle;
    }
}
