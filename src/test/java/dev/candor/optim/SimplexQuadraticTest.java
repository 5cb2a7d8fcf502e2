package dev.candor.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The quadratic program's bounds, on random programs of any rank. */
class SimplexQuadraticTest {

    /** The move is feasible, its bound tight, and no feasible point beats it. */
    @Property(tries = 500)
    void boundsHold(@ForAll long seed, @ForAll @IntRange(min = 1, max = 64) int size) {
        Random random = new Random(seed);
        double[] h = gram(random, size, 1 + random.nextInt(2 * size));
        double[] theta = mixture(random, size);
        double[] g = random.doubles(size, -1, 1).toArray();
        SimplexQuadratic program = new SimplexQuadratic(h, size);
        program.solve(theta, g);
        double sum = 0;
        for (int k = 0; k < size; k++) {
            assertThat(theta[k] + program.move()[k]).isNotNegative();
            sum += program.move()[k];
        }
        assertThat(Math.abs(sum)).isLessThanOrEqualTo(1e-14);
        for (int other = 0; other < 20; other++) {
            double[] d = mixture(random, size);
            double linear = 0;
            for (int k = 0; k < size; k++) {
                d[k] -= theta[k];
                linear += g[k] * d[k];
            }
            assertThat(linear - program.curvature(d) / 2).isLessThanOrEqualTo(program.upperBound());
        }
    }

    /** Where the Hessian has full rank the two bounds meet. */
    @Property(tries = 300)
    void boundsMeet(@ForAll long seed, @ForAll @IntRange(min = 1, max = 24) int size) {
        Random random = new Random(seed);
        double[] h = gram(random, size, 4 * size);
        double[] theta = mixture(random, size);
        double[] g = random.doubles(size, -1, 1).map(x -> x * 1e-3).toArray();
        SimplexQuadratic program = new SimplexQuadratic(h, size);
        program.solve(theta, g);
        assertThat(program.upperBound() - program.objective()).isBetween(0.0, 1e-12);
    }

    private static double[] gram(Random random, int size, int rows) {
        double[] h = new double[size * size];
        for (int row = 0; row < rows; row++) {
            double[] p = random.doubles(size).toArray();
            for (int k = 0; k < size; k++) {
                for (int l = 0; l < size; l++) {
                    h[k * size + l] += p[k] * p[l];
                }
            }
        }
        return h;
    }

    private static double[] mixture(Random random, int size) {
        double[] weight =
                random.doubles(size).map(w -> random.nextInt(3) == 0 ? 0 : w).toArray();
        weight[random.nextInt(size)] += 1;
        double sum = Arrays.stream(weight).sum();
        return Arrays.stream(weight).map(w -> w / sum).toArray();
    }
}
