package dev.candor.learn.linear;

import java.util.Arrays;

/**
 * Four vectors of d features side by side, so that each entry of a matrix is loaded once for all of them and their sums do not
 * wait for each other. Rows that are not set are 0 and add nothing.
 */
final class FeatureRows {
    static final int WIDTH = 4;

    private final int d;
    /** Feature j of row r at j·4 + r. */
    private final double[] x;

    FeatureRows(int d) {
        this.d = d;
        this.x = new double[d * WIDTH];
    }

    void clear() {
        Arrays.fill(x, 0);
    }

    /** Sets row r to {@code phi}[a .. a + d). */
    void set(int r, double[] phi, int a) {
        for (int j = 0; j < d; j++) {
            x[j * WIDTH + r] = phi[a + j];
        }
    }

    /** Sets row r to {@code phi}[a .. a + d) − {@code phi}[b .. b + d). */
    void setDifference(int r, double[] phi, int a, int b) {
        for (int j = 0; j < d; j++) {
            x[j * WIDTH + r] = phi[a + j] - phi[b + j];
        }
    }

    /** Copies row r to {@code target}, length d. */
    void copy(int r, double[] target) {
        for (int j = 0; j < d; j++) {
            target[j] = x[j * WIDTH + r];
        }
    }

    /** β·x of every row. */
    void products(double[] beta, double[] products) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        for (int j = 0; j < d; j++) {
            a += beta[j] * x[j * WIDTH];
            b += beta[j] * x[j * WIDTH + 1];
            c += beta[j] * x[j * WIDTH + 2];
            e += beta[j] * x[j * WIDTH + 3];
        }
        set(products, a, b, c, e);
    }

    /** xᵀCx of every row, of a symmetric C's lower triangle. */
    void forms(double[] matrix, double[] forms) {
        Arrays.fill(forms, 0);
        for (int j = 0; j < d; j++) {
            int at = j * WIDTH;
            double half = matrix[j * d + j] / 2;
            double a = half * x[at];
            double b = half * x[at + 1];
            double c = half * x[at + 2];
            double e = half * x[at + 3];
            for (int k = 0; k < j; k++) {
                double entry = matrix[j * d + k];
                a += entry * x[k * WIDTH];
                b += entry * x[k * WIDTH + 1];
                c += entry * x[k * WIDTH + 2];
                e += entry * x[k * WIDTH + 3];
            }
            forms[0] += 2 * x[at] * a;
            forms[1] += 2 * x[at + 1] * b;
            forms[2] += 2 * x[at + 2] * c;
            forms[3] += 2 * x[at + 3] * e;
        }
    }

    /** Adds Σ slope_r·x_r to the gradient and Σ curvature_r·x_r·x_rᵀ to the information's lower triangle. */
    void add(double[] slope, double[] curvature, double[] gradient, double[] information) {
        for (int j = 0; j < d; j++) {
            int at = j * WIDTH;
            gradient[j] += slope[0] * x[at] + slope[1] * x[at + 1] + (slope[2] * x[at + 2] + slope[3] * x[at + 3]);
            double a = curvature[0] * x[at];
            double b = curvature[1] * x[at + 1];
            double c = curvature[2] * x[at + 2];
            double e = curvature[3] * x[at + 3];
            for (int k = 0; k <= j; k++) {
                information[j * d + k] +=
                        a * x[k * WIDTH] + b * x[k * WIDTH + 1] + (c * x[k * WIDTH + 2] + e * x[k * WIDTH + 3]);
            }
        }
    }

    private static void set(double[] target, double a, double b, double c, double d) {
        target[0] = a;
        target[1] = b;
        target[2] = c;
        target[3] = d;
    }
}
