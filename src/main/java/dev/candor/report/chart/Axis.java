package dev.candor.report.chart;

import java.util.Collection;
import java.util.List;

/** One axis of a chart: where a value lies, what ticks it has, how they read. */
public interface Axis {
    /** Values that span more than this factor are shown by their logarithm. */
    double LINEAR_FACTOR = 100;

    /** Where {@code value} lies: 0 at the low end, 1 at the high end. */
    double position(double value);

    /** Round values within the axis, rising; at least two. */
    List<Double> ticks();

    /** A tick as text. */
    String label(double tick);

    /** What the axis title adds to the quantity: "" or ", log scale". */
    String scale();

    /** By logarithm when every value is above 0 and they span more than {@value #LINEAR_FACTOR}-fold. */
    static Axis of(Collection<Double> values) {
        double least = least(values);
        double most = most(values);
        return least > 0 && most / least > LINEAR_FACTOR ? LogAxis.of(least, most) : LinearAxis.of(least, most);
    }

    /** Of equal differences, whatever the values. */
    static Axis spread(Collection<Double> values) {
        return LinearAxis.of(least(values), most(values));
    }

    /** By logarithm; every value is above 0. */
    static Axis logarithmic(Collection<Double> values) {
        return LogAxis.of(least(values), most(values));
    }

    private static double least(Collection<Double> values) {
        return values.stream().mapToDouble(value -> value).min().orElseThrow();
    }

    private static double most(Collection<Double> values) {
        return values.stream().mapToDouble(value -> value).max().orElseThrow();
    }
}
