package dev.candor.learn;

import java.util.Arrays;

/** Features of all candidates feature by feature, a block of candidates at a time: what is asked of all of them at once. */
public final class FeatureColumns {
    private static final int BLOCK = 64;

    private final int d;
    /** Feature j of candidate x at (x/64·d + j)·64 + x mod 64; candidates behind the last are 0. */
    private final double[] column;

    /** Of φ_j of candidate x at x·d + j. */
    public FeatureColumns(double[] phi, int d) {
        this.d = d;
        int candidates = phi.length / d;
        this.column = new double[Math.multiplyExact((candidates + BLOCK - 1) / BLOCK, BLOCK * d)];
        for (int x = 0; x < candidates; x++) {
            for (int j = 0; j < d; j++) {
                column[(x / BLOCK * d + j) * BLOCK + x % BLOCK] = phi[x * d + j];
            }
        }
    }

    /** max xᵀCx over the first {@code count} features of all candidates, 0 at least; C row-major, d×d, symmetric. */
    double largestForm(double[] matrix, int count) {
        double largest = 0;
        double[] form = new double[BLOCK];
        double[] row = new double[BLOCK];
        for (int block = 0; block < column.length; block += BLOCK * d) {
            Arrays.fill(form, 0);
            for (int j = 0; j < count; j++) {
                Arrays.fill(row, 0);
                for (int k = 0; k < j; k++) {
                    add(row, 2 * matrix[j * d + k], block + k * BLOCK);
                }
                add(row, matrix[j * d + j], block + j * BLOCK);
                int own = block + j * BLOCK;
                for (int x = 0; x < BLOCK; x++) {
                    form[x] += row[x] * column[own + x];
                }
            }
            for (int x = 0; x < BLOCK; x++) {
                largest = Math.max(largest, form[x]);
            }
        }
        return largest;
    }

    private void add(double[] row, double factor, int at) {
        for (int x = 0; x < BLOCK; x++) {
            row[x] += factor * column[at + x];
        }
    }
}
