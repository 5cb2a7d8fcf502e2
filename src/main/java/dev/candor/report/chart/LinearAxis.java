package dev.candor.report.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Equal distances for equal differences; ticks at multiples of 1, 2 or 5 × 10ᵏ. */
final class LinearAxis implements Axis {
    private static final int TICKS = 5;
    private static final double MARGIN = 0.06;
    /** A narrower range than this share of the values is drawn as a flat line: its ticks would all read the same. */
    private static final double FLAT = 1e-5;

    private final double low;
    private final double high;
    private final double step;

    private LinearAxis(double low, double high) {
        this.low = low;
        this.high = high;
        this.step = step((high - low) / TICKS);
    }

    /** Around {@code least} to {@code most}, with a margin; from 0 when that is near. */
    static LinearAxis of(double least, double most) {
        double size = Math.max(Math.abs(least), Math.abs(most));
        if (size == 0) {
            return new LinearAxis(0, 1);
        }
        if (most - least <= FLAT * size) {
            double middle = least / 2 + most / 2;
            return least >= 0 ? new LinearAxis(0, 1.5 * most) : new LinearAxis(middle - size / 2, middle + size / 2);
        }
        double margin = MARGIN * (most - least);
        boolean fromZero = least >= 0 && least <= most / 2;
        return new LinearAxis(fromZero ? 0 : least - margin, most + margin);
    }

    @Override
    public double position(double value) {
        return (value - low) / (high - low);
    }

    @Override
    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        BigDecimal exactStep = BigDecimal.valueOf(step);
        BigDecimal tick =
                new BigDecimal(low).divide(exactStep, 0, RoundingMode.CEILING).multiply(exactStep);
        for (; tick.compareTo(new BigDecimal(high)) <= 0; tick = tick.add(exactStep)) {
            ticks.add(tick.doubleValue());
        }
        return ticks;
    }

    @Override
    public String label(double tick) {
        return TickLabels.plain(tick, step, Math.max(Math.abs(low), Math.abs(high)));
    }

    @Override
    public String scale() {
        return "";
    }

    /** The largest of 1, 2, 5 × 10ᵏ that is at most {@code wish}, but for one: 1.9 becomes 2. */
    private static double step(double wish) {
        double decade = LogAxis.decade((int) Math.floor(StrictMath.log10(wish)));
        double share = wish / decade;
        double round = share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10;
        return Double.parseDouble(
                BigDecimal.valueOf(decade).multiply(BigDecimal.valueOf(round)).toString());
    }
}
