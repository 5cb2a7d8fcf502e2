package dev.candor.numeric;

import java.math.BigDecimal;
import java.util.Random;

/** Random matrices of small integers, whose products are exact, and exact sums of products. Row-major. */
public final class Matrices {
    private Matrices() {}

    /** Integers from −4 to 4, n·rows: n vectors of this length. */
    public static double[] vectors(Random random, int n, int length) {
        double[] vectors = new double[n * length];
        for (int k = 0; k < vectors.length; k++) {
            vectors[k] = random.nextInt(9) - 4;
        }
        return vectors;
    }

    /** The inner products of n vectors. */
    public static double[] gram(double[] vectors, int n) {
        int length = vectors.length / n;
        double[] gram = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < length; l++) {
                    gram[i * n + j] += vectors[i * length + l] * vectors[j * length + l];
                }
            }
        }
        return gram;
    }

    /** Rows and columns multiplied by these. */
    public static double[] scaled(double[] matrix, double[] by) {
        double[] scaled = matrix.clone();
        for (int i = 0; i < by.length; i++) {
            for (int j = 0; j < by.length; j++) {
                scaled[i * by.length + j] *= by[i] * by[j];
            }
        }
        return scaled;
    }

    /** Powers of two from 2^−most to 2^most. */
    public static double[] powersOfTwo(Random random, int n, int most) {
        return random.ints(n, -most, most + 1)
                .mapToDouble(e -> Math.scalb(1.0, e))
                .toArray();
    }

    /** right − Σ_j matrix_rowj·x_j, exact before the last rounding. */
    public static double residual(double[] matrix, int row, double[] x, double right) {
        BigDecimal rest = new BigDecimal(right);
        for (int j = 0; j < x.length; j++) {
            rest = rest.subtract(new BigDecimal(matrix[row * x.length + j]).multiply(new BigDecimal(x[j])));
        }
        return rest.doubleValue();
    }
}
