package dev.candor.report.chart;

import dev.candor.report.text.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers beside an axis or a point: as short as they can be. */
final class TickLabels {
    private static final double MOST_PLAIN = 1e6;
    private static final double LEAST_PLAIN = 1e-3;

    private TickLabels() {}

    /** A tick with the decimals that {@code step} has; with a power of ten where {@code largest} calls for one. */
    static String plain(double tick, double step, double largest) {
        if (tick == 0) {
            return "0";
        }
        if (largest >= MOST_PLAIN || largest < LEAST_PLAIN) {
            return scientific(BigDecimal.valueOf(tick));
        }
        int decimals = Math.max(0, BigDecimal.valueOf(step).stripTrailingZeros().scale());
        return Numbers.typeset(String.format(Locale.ROOT, "%,." + decimals + "f", BigDecimal.valueOf(tick)));
    }

    /** At most so many significant digits: 0.01, 31.6, 10⁻⁷. */
    static String compact(double value, int digits) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        double size = Math.abs(value);
        if (size >= MOST_PLAIN || size < LEAST_PLAIN) {
            return scientific(rounded);
        }
        BigDecimal bare = rounded.stripTrailingZeros();
        return Numbers.typeset(String.format(Locale.ROOT, "%,." + Math.max(0, bare.scale()) + "f", bare));
    }

    /** 2·10⁹, or 10⁹ where the factor is 1. */
    private static String scientific(BigDecimal value) {
        BigDecimal bare = value.stripTrailingZeros();
        int exponent = bare.precision() - bare.scale() - 1;
        String factor = bare.scaleByPowerOfTen(-exponent).toPlainString();
        String power = Numbers.typeset("1e" + exponent).substring("1 × ".length());
        return factor.equals("1") ? power : Numbers.typeset(factor) + "·" + power;
    }
}
