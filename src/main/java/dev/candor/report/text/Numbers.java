package dev.candor.report.text;

import dev.candor.model.Tariff;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers for people: the same digits on every machine, grouped by thousands, with a decimal point. */
public final class Numbers {
    private static final int DIGITS = 5;
    /** At and above: exponents instead of rows of digits. */
    private static final double HUGE = 1e12;
    /** Below: exponents instead of rows of zeros. */
    private static final double TINY = 1e-4;

    private Numbers() {}

    /** 1,234,567. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** "1 agent", "2,000 agents". */
    public static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** Five significant digits, or the whole integer part where that is longer: 0.12346, 1,234,568, 3.0000e-14. */
    public static String figure(double value) {
        requireFinite(value);
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size < TINY || size >= HUGE) {
            return String.format(Locale.ROOT, "%." + (DIGITS - 1) + "e", new BigDecimal(value))
                    .replaceFirst("e([+-])0?", "e$1")
                    .replace("e+", "e");
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_UP));
        int decimals = Math.max(0, DIGITS - rounded.precision() + rounded.scale());
        return String.format(Locale.ROOT, "%,." + decimals + "f", new BigDecimal(value));
    }

    /** {@link #figure} without zeros that say nothing: 1 for a weight of one. */
    public static String shortFigure(double value) {
        String text = figure(value);
        int exponent = text.indexOf('e');
        String mantissa = exponent < 0 ? text : text.substring(0, exponent);
        if (mantissa.indexOf('.') >= 0) {
            mantissa = mantissa.replaceFirst("\\.?0+$", "");
        }
        return exponent < 0 ? mantissa : mantissa + text.substring(exponent);
    }

    /** A bound that may be infinite. */
    public static String bound(double value) {
        return value == Double.POSITIVE_INFINITY ? "no bound" : figure(value);
    }

    /** {@link #figure} with its sign, for differences. */
    public static String signed(double value) {
        return value > 0 ? "+" + figure(value) : figure(value);
    }

    /** A figure as it is set in a page: 3.0000 × 10⁻¹⁴ and a true minus sign. */
    public static String typeset(String figure) {
        int exponent = figure.indexOf('e');
        if (exponent < 0) {
            return figure.replace('-', '−');
        }
        StringBuilder out = new StringBuilder(figure.substring(0, exponent).replace('-', '−')).append(" × 10");
        for (char c : figure.substring(exponent + 1).toCharArray()) {
            out.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
        }
        return out.toString();
    }

    /** The {@link #figure} of {@code value} as it is set in a page. */
    public static String typeset(double value) {
        return typeset(figure(value));
    }

    /** An amount at its own scale, grouped: 1,234.50. */
    public static String amount(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,." + Math.max(0, amount.scale()) + "f", amount);
    }

    /** An amount with its currency; {@code XXX} means none. */
    public static String money(BigDecimal amount, Tariff tariff) {
        return withCurrency(amount(amount), tariff);
    }

    static String withCurrency(String text, Tariff tariff) {
        return tariff.currency().equals("XXX") ? text : text + " " + tariff.currency();
    }

    /** The smallest charge there is. */
    public static BigDecimal minorUnit(Tariff tariff) {
        return BigDecimal.ONE.movePointLeft(tariff.scale()).setScale(tariff.scale());
    }

    /** What rounding left: "none", a plain number, or words where a number would be a row of zeros. */
    public static String residue(BigDecimal residue, Tariff tariff) {
        if (residue.signum() == 0) {
            return "none";
        }
        BigDecimal unit = minorUnit(tariff);
        if (residue.abs().compareTo(unit.movePointLeft(4)) < 0) {
            return "less than a ten-thousandth of " + money(unit, tariff);
        }
        int decimals = tariff.scale() + 4;
        String text = amount(residue.setScale(decimals, RoundingMode.HALF_EVEN)).replaceFirst("(\\.\\d*?)0+$", "$1");
        return withCurrency(text.replaceFirst("\\.$", ""), tariff);
    }

    /** "12.3 %" of {@code whole}; empty when there is no whole. */
    public static String share(double part, double whole) {
        return whole > 0 ? String.format(Locale.ROOT, "%.1f %%", 100 * part / whole) : "";
    }

    /** 340 ms, 12.3 s, 2 min 5 s, 1 h 2 min. */
    static String duration(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    private static void requireFinite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a figure of a settlement must be finite, but is " + value);
        }
    }
}
