package dev.candor.bench;

import java.util.Arrays;
import java.util.Locale;

/** What is said of several measurements, and how numbers are printed. */
final class Figures {
    private Figures() {}

    /** The middle value; of an even number of values the mean of the middle two. */
    static double median(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values have no median");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The index of the value closest to the median, the first of equals. */
    static int nearestToMedian(double... values) {
        double median = median(values);
        int nearest = 0;
        for (int i = 1; i < values.length; i++) {
            if (Math.abs(values[i] - median) < Math.abs(values[nearest] - median)) {
                nearest = i;
            }
        }
        return nearest;
    }

    /**
     * The exponent b of y ≈ a·x^b by least squares over (log x, log y); NaN for fewer than two different x.
     *
     * @param x > 0
     * @param y > 0, same length
     */
    static double logLogSlope(double[] x, double[] y) {
        double meanX = Arrays.stream(x).map(Math::log).average().orElse(Double.NaN);
        double meanY = Arrays.stream(y).map(Math::log).average().orElse(Double.NaN);
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = Math.log(x[i]) - meanX;
            covariance += dx * (Math.log(y[i]) - meanY);
            variance += dx * dx;
        }
        return covariance / variance;
    }

    /** Three digits after the point. */
    static String seconds(double seconds) {
        return fixed(seconds, 3);
    }

    /** Two digits and a cross: {@code 0.43x}. */
    static String ratio(double ratio) {
        return Double.isFinite(ratio) ? fixed(ratio, 2) + "x" : "-";
    }

    /** Whole megabytes of 2^20 bytes; a negative number of bytes was not measured. */
    static String megabytes(long bytes) {
        return bytes < 0 ? "n/a" : grouped(bytes >> 20);
    }

    /** With commas between thousands. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code digits} after the point, whatever the locale. */
    static String fixed(double number, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    /** One significant digit and the power of ten: {@code 3e-13}. */
    static String magnitude(double number) {
        return number == 0 ? "0" : String.format(Locale.ROOT, "%.0e", number);
    }
}
