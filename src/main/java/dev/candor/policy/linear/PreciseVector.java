package dev.candor.policy.linear;

import dev.candor.numeric.Compensated;
import dev.candor.numeric.ExactSums;

/**
 * d coefficients in twice the precision of a double, each the unevaluated sum high + low: θ, or one agent's κwβ/λ. Products
 * with differences of features then lose nothing where coefficients or features are large and what they leave is small.
 */
public final class PreciseVector {
    private static final double U = 0x1p-53;

    private final double[] high;
    private final double[] low;

    private PreciseVector(double[] high, double[] low) {
        this.high = high;
        this.low = low;
    }

    /** Doubles as they are. */
    public static PreciseVector of(double[] values) {
        return new PreciseVector(values.clone(), new double[values.length]);
    }

    /** Each sum by {@code divisor}, off by 4u² of itself. */
    static PreciseVector quotient(ExactSums sums, double divisor) {
        ExactSums rest = copy(sums);
        double[] high = new double[sums.count()];
        double[] low = new double[sums.count()];
        for (int j = 0; j < high.length; j++) {
            double sum = sums.value(j);
            rest.add(j, -sum);
            high[j] = sum / divisor;
            low[j] = (Math.fma(-high[j], divisor, sum) + rest.value(j)) / divisor;
        }
        return new PreciseVector(high, low);
    }

    static ExactSums copy(ExactSums sums) {
        ExactSums copy = new ExactSums(sums.count());
        copy.merge(sums);
        return copy;
    }

    /** d. */
    int length() {
        return high.length;
    }

    /** To the nearest doubles. */
    double[] rounded() {
        double[] values = new double[high.length];
        for (int j = 0; j < values.length; j++) {
            values[j] = high[j] + low[j];
        }
        return values;
    }

    /**
     * Σ_j v_j·(a_j − b_j) for a at {@code feature}[at …) and b at {@code feature}[origin …): exactly 0 where a = b, else in
     * two parts, off by {@link #missed}·Σ_j |v_j (a_j − b_j)|.
     */
    void times(double[] feature, int at, int origin, Compensated product) {
        product.clear();
        for (int j = 0; j < high.length; j++) {
            double a = feature[at + j];
            double b = feature[origin + j];
            double difference = a - b;
            if (difference != 0) {
                product.add(high[j], difference);
                product.low += high[j] * lost(a, b, difference) + low[j] * difference;
            }
        }
    }

    /** What a − b has lost by rounding to {@code difference} (Knuth). */
    static double lost(double a, double b, double difference) {
        double back = a - difference;
        return (back - b) + (a - (difference + back));
    }

    /** Σ_j v_j·a_j in two parts. */
    void times(double[] feature, int at, Compensated product) {
        product.clear();
        for (int j = 0; j < high.length; j++) {
            product.add(high[j], feature[at + j]);
            product.low += low[j] * feature[at + j];
        }
    }

    /** Σ_j |v_j (a_j − b_j)|. */
    double size(double[] feature, int at, int origin) {
        double sum = 0;
        for (int j = 0; j < high.length; j++) {
            sum += Math.abs(high[j] * (feature[at + j] - feature[origin + j]));
        }
        return sum;
    }

    /** Of the sizes of its terms, what {@link #times} may miss: (4d² + 16)·u². */
    double missed() {
        return (4.0 * high.length * high.length + 16) * U * U;
    }
}
