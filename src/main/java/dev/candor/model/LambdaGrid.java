package dev.candor.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The λ of a sweep, rising: {@code 0.5,1,2} as listed, or {@code from:to:count}, equal ratios from one end to the
 * other. The ends of a grid are exact; what lies between is rounded to as few digits, {@value #DIGITS} or more, as
 * keep the values apart, so that the λ a table shows is the λ that was settled and can be typed again.
 */
public final class LambdaGrid {
    public static final int MOST = 200;
    private static final int DIGITS = 5;
    private static final int ALL_DIGITS = 17;
    private static final String FORMS =
            " Write numbers with commas between, as in 0.1,1,10, or from:to:count, as in" + " 0.1:1000:9.";

    private final double[] values;

    private LambdaGrid(double... values) {
        this.values = values;
    }

    /**
     * Reads what {@code --lambda} says.
     *
     * @throws IllegalArgumentException when it is neither form, or not from 1 to {@value #MOST} different numbers > 0
     */
    public static LambdaGrid parse(String text) {
        double[] values = text.contains(":") ? spaced(text) : listed(text);
        requireDistinct(values);
        return new LambdaGrid(values);
    }

    /** Rising. */
    public List<Double> values() {
        return Arrays.stream(values).boxed().toList();
    }

    /** The values with commas between: equal grids are equal text however they were typed. */
    @Override
    public String toString() {
        return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(","));
    }

    private static double[] listed(String text) {
        String[] parts = text.split(",", -1);
        requireCount(parts.length, 1);
        return Arrays.stream(parts).mapToDouble(part -> number(part)).sorted().toArray();
    }

    private static double[] spaced(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw refused("a grid has three parts, but this has " + parts.length + ".");
        }
        double from = number(parts[0]);
        double to = number(parts[1]);
        int count = count(parts[2]);
        if (from >= to) {
            throw refused("a grid rises from its first number to its second.");
        }
        return IntStream.rangeClosed(DIGITS, ALL_DIGITS)
                .mapToObj(digits -> spaced(from, to, count, digits))
                .filter(LambdaGrid::rises)
                .findFirst()
                .orElseThrow(() -> refused("there are not as many numbers between its ends."));
    }

    private static double[] spaced(double from, double to, int count, int digits) {
        double low = StrictMath.log(from);
        double high = StrictMath.log(to);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double share = (double) i / (count - 1);
            values[i] = rounded(StrictMath.exp(low + share * (high - low)), digits);
        }
        values[0] = from;
        values[count - 1] = to;
        return values;
    }

    private static double rounded(double value, int digits) {
        return new BigDecimal(value)
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .doubleValue();
    }

    private static boolean rises(double... values) {
        return IntStream.range(1, values.length).allMatch(i -> values[i - 1] < values[i]);
    }

    private static double number(String part) {
        double value;
        try {
            value = Double.parseDouble(part.strip());
        } catch (NumberFormatException e) {
            throw refused("'" + part.strip() + "' is not a number.");
        }
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw refused("lambda must be > 0 and finite, but " + part.strip() + " is not.");
        }
        return value;
    }

    private static int count(String part) {
        int count;
        try {
            count = Integer.parseInt(part.strip());
        } catch (NumberFormatException e) {
            throw refused("'" + part.strip() + "' is not a whole number.");
        }
        requireCount(count, 2);
        return count;
    }

    private static void requireCount(int count, int least) {
        if (count < least || count > MOST) {
            throw refused("it has " + count + " values, where " + least + " to " + MOST + " can be swept.");
        }
    }

    private static void requireDistinct(double... rising) {
        String twice = IntStream.range(1, rising.length)
                .filter(i -> rising[i - 1] == rising[i])
                .mapToDouble(i -> rising[i])
                .distinct()
                .mapToObj(Double::toString)
                .collect(Collectors.joining(", "));
        if (!twice.isEmpty()) {
            throw new IllegalArgumentException(twice + " is there twice, where each is settled once. Remove it.");
        }
    }

    private static IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException(reason + FORMS);
    }
}
