package dev.candor.numeric;

/**
 * Dot products as if in twice the precision: Σ a·b off by u·|Σ a·b| + n²u²·Σ|a·b|, u = 2⁻⁵³. Dot2 of Ogita, Rump, Oishi,
 * "Accurate sum and dot product", SIAM J. Sci. Comput. 26 (2005), with the product's error from a fused multiply-add. Where
 * that error underflows, products being below 2⁻⁹⁶⁹, it is lost.
 */
public final class Compensated {
    /** The sum; what it misses is {@link #low}. */
    public double high;

    public double low;

    public Compensated clear() {
        high = 0;
        low = 0;
        return this;
    }

    /** Adds a·b. */
    public void add(double a, double b) {
        double product = a * b;
        double productError = Math.fma(a, b, -product);
        double sum = high + product;
        double part = sum - high;
        double sumError = (high - (sum - part)) + (product - part);
        high = sum;
        low += productError + sumError;
    }

    public double value() {
        return high + low;
    }

    /** Adds Σ_j a[fromA + j]·b[fromB + j], j = 0 … n − 1. */
    public Compensated dot(double[] a, int fromA, double[] b, int fromB, int n) {
        for (int j = 0; j < n; j++) {
            add(a[fromA + j], b[fromB + j]);
        }
        return this;
    }

    /** Σ a_x, each a_x once. */
    public static double sum(double[] a, int from, int to) {
        Compensated sum = new Compensated();
        for (int x = from; x < to; x++) {
            sum.add(a[x], 1);
        }
        return sum.value();
    }
}
