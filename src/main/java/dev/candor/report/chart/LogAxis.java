package dev.candor.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Equal distances for equal ratios; ticks at decades, at 1, 2, 5 × 10ᵏ when there are fewer than two of them. */
final class LogAxis implements Axis {
    private static final int MOST_TICKS = 6;
    private static final int DIGITS = 4;
    private static final double MARGIN = 0.04;
    /** Values within so few decades stand in the middle of {@link #AROUND} decades to each side. */
    private static final double NARROW = 0.01;

    private static final double AROUND = 0.5;

    private final double low;
    private final double high;

    private LogAxis(double low, double high) {
        this.low = low;
        this.high = high;
    }

    /** From {@code least} > 0 to {@code most}, with a margin. */
    static LogAxis of(double least, double most) {
        double low = StrictMath.log10(least);
        double high = StrictMath.log10(most);
        double margin = high - low > NARROW ? MARGIN * (high - low) : AROUND;
        return new LogAxis(low - margin, high + margin);
    }

    @Override
    public double position(double value) {
        return (StrictMath.log10(value) - low) / (high - low);
    }

    @Override
    public List<Double> ticks() {
        if (high - low >= 2) {
            return within(thinned(decades()));
        }
        List<Double> fine = new ArrayList<>();
        for (double decade : decades()) {
            DoubleStream.of(1, 2, 5).map(digit -> digit * decade).forEach(fine::add);
        }
        List<Double> ticks = within(fine);
        return ticks.size() >= 2 ? ticks : narrow();
    }

    @Override
    public String label(double tick) {
        return TickLabels.compact(tick, DIGITS);
    }

    @Override
    public String scale() {
        return ", log scale";
    }

    /** 10ᵏ, correctly rounded. */
    static double decade(int exponent) {
        return Double.parseDouble("1e" + exponent);
    }

    private List<Double> decades() {
        List<Double> decades = new ArrayList<>();
        for (int exponent = (int) Math.floor(low); exponent <= high; exponent++) {
            decades.add(decade(exponent));
        }
        return decades;
    }

    /** Every second, third, ... decade, so that {@value #MOST_TICKS} remain at most; 1 is kept when it is there. */
    private static List<Double> thinned(List<Double> decades) {
        int every = (decades.size() + MOST_TICKS - 1) / MOST_TICKS;
        return decades.stream()
                .filter(decade -> Math.floorMod(Math.round(StrictMath.log10(decade)), every) == 0)
                .toList();
    }

    private List<Double> within(List<Double> ticks) {
        return ticks.stream()
                .filter(tick -> position(tick) >= 0 && position(tick) <= 1)
                .toList();
    }

    /** Ticks of a range too narrow for 1, 2, 5: those that an axis of equal differences would have. */
    private List<Double> narrow() {
        return within(
                LinearAxis.of(StrictMath.pow(10, low), StrictMath.pow(10, high)).ticks());
    }
}
