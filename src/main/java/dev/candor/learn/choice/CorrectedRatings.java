package dev.candor.learn.choice;

import dev.candor.model.RatingCorrection;
import java.util.Arrays;

/**
 * Everything one agent rated, corrected for how it uses the scale, by nothing but its own ratings. Values are positions in
 * [0, 1], or under {@link RatingCorrection#MEAN_VARIANCE} utilities about the agent's mean.
 */
public final class CorrectedRatings {
    /** Differences of positions below this are rounding. */
    private static final double ROUNDING = 1e-12;

    private final double[] value;
    private final double width;
    private final double unratedWidth;

    private CorrectedRatings(double[] value, double width, double unratedWidth) {
        this.value = value;
        this.width = width;
        this.unratedWidth = unratedWidth;
    }

    /**
     * Corrects.
     *
     * @param t positions on the declared scale, in [0, 1], in an order that does not depend on the rows'; not empty
     * @param error e ≥ 0: every |t_x − true t_x| ≤ e
     */
    public static CorrectedRatings of(double[] t, double error, RatingCorrection correction) {
        return switch (correction) {
            case NONE -> new CorrectedRatings(t.clone(), Math.min(1, error), 0.5);
            case MIN_MAX -> minMax(t, error);
            case RANK -> ranks(t, error);
            case MEAN_VARIANCE -> standardised(t, error);
        };
    }

    /** With r = (t − m)/(M − m): r̂ − r = [(t̂−t) − (1−r)(m̂−m) − r(M̂−M)]/(M̂ − m̂), 2e/(M̂ − m̂) at most. */
    private static CorrectedRatings minMax(double[] t, double error) {
        double least = Arrays.stream(t).min().orElseThrow();
        double range = Arrays.stream(t).max().orElseThrow() - least;
        if (range == 0) {
            return alike(t.length, 0.5, error == 0 ? 0 : 0.5, 0.5);
        }
        double[] value = Arrays.stream(t).map(x -> (x - least) / range).toArray();
        return new CorrectedRatings(value, Math.min(1, 2 * error / range), 0.5);
    }

    /** A rating within 2e of another may lie on its other side: each moves the rank by one place of n at most. */
    private static CorrectedRatings ranks(double[] t, double error) {
        double[] sorted = t.clone();
        Arrays.sort(sorted);
        double n = t.length;
        double[] value = new double[t.length];
        int near = 0;
        for (int x = 0; x < t.length; x++) {
            int below = before(sorted, t[x], false);
            int upTo = before(sorted, t[x], true);
            value[x] = (below + upTo) / (2 * n);
            if (error > 0) {
                double reach = 2 * error + ROUNDING;
                int within = before(sorted, t[x] + reach, true) - before(sorted, t[x] - reach, false) - 1;
                near = Math.max(near, within);
            }
        }
        return new CorrectedRatings(value, near / n, 0.5);
    }

    /** How many of {@code sorted} are < x, or ≤ x. */
    private static int before(double[] sorted, double x, boolean equalToo) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < x || (equalToo && sorted[middle] == x)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * z = (t − mean)/sd: the mean is off by e at most, and so is sd, the length of a projection over √n. Hence
     * |ẑ − z| ≤ (2 + |z|)e/ŝd, and with |z| ≤ |ẑ| + |ẑ − z| the width below; for what was not rated, where t itself is
     * known to lie in [0, 1] only, (1 + |z|)e/ŝd more than that. Where e ≥ ŝd nothing is known.
     */
    private static CorrectedRatings standardised(double[] t, double error) {
        double mean = sum(t) / t.length;
        double[] value = Arrays.stream(t).map(x -> x - mean).toArray();
        double deviation = Math.sqrt(sum(Arrays.stream(value).map(x -> x * x).toArray()) / t.length);
        double most = Math.sqrt(t.length - 1.0);
        if (!(deviation > ROUNDING)) {
            return alike(t.length, 0, error == 0 ? 0 : most, error == 0 ? 0.5 : Double.POSITIVE_INFINITY);
        }
        double largest = 0;
        for (int x = 0; x < value.length; x++) {
            value[x] /= deviation;
            largest = Math.max(largest, Math.abs(value[x]));
        }
        double unrated = Math.max(mean, 1 - mean) / deviation;
        double relative = error < deviation ? error / (deviation - error) : Double.POSITIVE_INFINITY;
        // No standardised value of n exceeds √(n − 1) in size.
        double width = error == 0 ? 0 : Math.min((2 + largest) * relative, 2 * most);
        return new CorrectedRatings(value, width, error == 0 ? unrated : unrated + (1 + unrated) * relative);
    }

    private static CorrectedRatings alike(int count, double value, double width, double unratedWidth) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return new CorrectedRatings(values, width, unratedWidth);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** Of the x-th rating. */
    public double value(int x) {
        return value[x];
    }

    /** No value is further from the true one. */
    public double width() {
        return width;
    }

    /** The same of a candidate that the agent did not rate, taken for the middle: position ½, or utility 0. */
    public double unratedWidth() {
        return unratedWidth;
    }
}
