package dev.candor.learn.linear;

import java.util.Arrays;

/**
 * Features of all candidates feature by feature, a block of candidates at a time: what is asked of all of them at once. A
 * block's features are arrays of their own, and loops run over whole arrays: offsets keep HotSpot from vectors.
 */
public final class FeatureColumns {
    private static final int BLOCK = 256;

    private final int d;
    private final int candidates;
    /** Feature j of candidate x at [x / {@value #BLOCK}·d + j][x mod {@value #BLOCK}]; candidates behind the last are 0. */
    private final double[][] column;

    /** Of φ_j of candidate x at x·d + j. */
    public FeatureColumns(double[] phi, int d) {
        this.d = d;
        this.candidates = phi.length / d;
        int block = Math.min(BLOCK, candidates);
        int blocks = (candidates + BLOCK - 1) / BLOCK;
        this.column = new double[Math.multiplyExact(blocks, d)][block];
        for (int x = 0; x < candidates; x++) {
            for (int j = 0; j < d; j++) {
                column[x / BLOCK * d + j][x % BLOCK] = phi[x * d + j];
            }
        }
    }

    int candidates() {
        return candidates;
    }

    /** φ of a candidate, a new array of length d. */
    double[] row(int candidate) {
        double[] row = new double[d];
        for (int j = 0; j < d; j++) {
            row[j] = column[candidate / BLOCK * d + j][candidate % BLOCK];
        }
        return row;
    }

    /** max xᵀCx over the first {@code count} features of all candidates, 0 at least; C row-major, d×d, symmetric. */
    double largestForm(double[] matrix, int count) {
        double largest = 0;
        double[] form = new double[column.length == 0 ? 0 : column[0].length];
        double[] row = new double[form.length];
        for (int block = 0; block < column.length; block += d) {
            Arrays.fill(form, 0);
            for (int j = 0; j < count; j++) {
                setProduct(row, matrix[j * d + j] / 2, column[block + j]);
                addProducts(row, matrix, j, block);
                addTwice(form, row, column[block + j]);
            }
            for (double one : form) {
                largest = Math.max(largest, one);
            }
        }
        return largest;
    }

    /** Adds Σ_{k < j} C_jk·x_k to {@code row}, four features at a time. */
    private void addProducts(double[] row, double[] matrix, int j, int block) {
        int at = j * d;
        int k = 0;
        for (; k + 3 < j; k += 4) {
            double[] a = column[block + k];
            double[] b = column[block + k + 1];
            double[] c = column[block + k + 2];
            double[] e = column[block + k + 3];
            addProducts(row, matrix[at + k], a, matrix[at + k + 1], b, matrix[at + k + 2], c, matrix[at + k + 3], e);
        }
        for (; k < j; k++) {
            addProduct(row, matrix[at + k], column[block + k]);
        }
    }

    private static void setProduct(double[] target, double factor, double[] x) {
        for (int i = 0; i < target.length; i++) {
            target[i] = factor * x[i];
        }
    }

    private static void addProduct(double[] target, double factor, double[] x) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * x[i];
        }
    }

    private static void addProducts(
            double[] target,
            double first,
            double[] a,
            double second,
            double[] b,
            double third,
            double[] c,
            double fourth,
            double[] e) {
        for (int i = 0; i < target.length; i++) {
            target[i] += first * a[i] + second * b[i] + (third * c[i] + fourth * e[i]);
        }
    }

    private static void addTwice(double[] target, double[] a, double[] b) {
        for (int i = 0; i < target.length; i++) {
            target[i] += 2 * a[i] * b[i];
        }
    }
}
