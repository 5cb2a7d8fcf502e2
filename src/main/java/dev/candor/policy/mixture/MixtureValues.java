package dev.candor.policy.mixture;

import dev.candor.numeric.Stable;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What K experts are worth to some parties, b_ik, each as a double and what that leaves: twice the digits of a double. A
 * constant of all experts is no matter.
 */
public final class MixtureValues implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int experts;
    /** n × K by parties. */
    private final double[] value;
    /** What {@link #value} leaves. */
    private final double[] rest;
    /** What rounding is relative to: of each party the largest over the experts of Σ |term|, length n. */
    private final double[] magnitude;

    /**
     * Takes the arrays without copying them.
     *
     * @param experts K
     * @param value b, n × K by parties, rounded
     * @param rest what that leaves of it, n × K
     * @param magnitude Σ of the sizes of the terms that a party's values are sums of, the largest over the experts, length n;
     *     0 of a party to whom all is the same
     */
    public MixtureValues(int experts, double[] value, double[] rest, double[] magnitude) {
        if (value.length != rest.length || value.length != experts * magnitude.length) {
            throw new IllegalArgumentException("cannot read " + value.length + " values, " + rest.length + " rests and "
                    + magnitude.length + " magnitudes as parties of " + experts + " experts");
        }
        this.experts = experts;
        this.value = value;
        this.rest = rest;
        this.magnitude = magnitude;
    }

    /** Values that are these doubles, n × K. */
    static MixtureValues of(int experts, double[] value) {
        if (value.length % experts != 0) {
            throw new IllegalArgumentException(
                    "cannot read " + value.length + " values as parties of " + experts + " experts");
        }
        double[] magnitude = new double[value.length / experts];
        for (int at = 0; at < value.length; at++) {
            int party = at / experts;
            magnitude[party] = Math.max(magnitude[party], Math.abs(value[at] - value[party * experts]));
        }
        return new MixtureValues(experts, value, new double[value.length], magnitude);
    }

    /** K. */
    int experts() {
        return experts;
    }

    /** n. */
    int parties() {
        return magnitude.length;
    }

    /** b_k, rounded. */
    public double value(int party, int k) {
        return value[party * experts + k];
    }

    double rest(int party, int k) {
        return rest[party * experts + k];
    }

    /** What rounding is relative to. */
    public double magnitude(int party) {
        return magnitude[party];
    }

    /** b_k − b_pivot, rounded. */
    double beyond(int party, int k, int pivot) {
        int row = party * experts;
        return (value[row + k] - value[row + pivot]) + (rest[row + k] - rest[row + pivot]);
    }

    /** Times a power of two: these themselves for 1. */
    public MixtureValues times(double unit) {
        return unit == 1
                ? this
                : new MixtureValues(experts, times(value, unit), times(rest, unit), times(magnitude, unit));
    }

    private static double[] times(double[] numbers, double unit) {
        return Arrays.stream(numbers).map(number -> unit * number).toArray();
    }

    /** Party {@code mine} of these less party {@code theirs} of others. */
    MixtureValues less(int mine, MixtureValues others, int theirs) {
        double[] left = new double[experts];
        double[] leftRest = new double[experts];
        for (int k = 0; k < experts; k++) {
            double a = value(mine, k);
            double b = -others.value(theirs, k);
            double sum = a + b;
            left[k] = sum;
            leftRest[k] = Stable.sumRest(a, b, sum) + (rest(mine, k) - others.rest(theirs, k));
        }
        return new MixtureValues(experts, left, leftRest, new double[] {magnitude(mine) + others.magnitude(theirs)});
    }
}
