package dev.candor.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The scale that ratings are on, as declared, never guessed from them: a range of numbers, or a list of levels from worst
 * to best, taken to be equally far apart.
 *
 * @param low of a range; the first level of a list
 * @param high > low
 * @param levels ascending, at least two; empty = every number from low to high
 */
public record RatingScale(double low, double high, List<Double> levels) {
    public RatingScale {
        levels = List.copyOf(levels);
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("a scale from " + low + " to " + high);
        }
    }

    /**
     * Reads {@code LOW:HIGH} or {@code L1,L2,...}.
     *
     * @throws UserException when it is neither
     */
    public static RatingScale parse(String text) {
        try {
            if (text.contains(":")) {
                String[] ends = text.split(":", -1);
                if (ends.length == 2) {
                    return new RatingScale(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]), List.of());
                }
            } else {
                List<Double> levels = new ArrayList<>();
                for (String level : text.split(",", -1)) {
                    levels.add(Double.parseDouble(level) + 0.0);
                }
                if (levels.stream().sorted().distinct().toList().equals(levels)) {
                    return new RatingScale(levels.get(0), levels.get(levels.size() - 1), levels);
                }
            }
        } catch (IllegalArgumentException notNumbers) {
            throw refusal(text);
        }
        throw refusal(text);
    }

    private static UserException refusal(String text) {
        return UserException.configuration("Cannot read the rating scale '" + text
                + "': --rating-scale takes LOW:HIGH with LOW < HIGH, such as 0:1, or ascending levels, such as"
                + " 1,2,3,4,5.");
    }

    /** Half the distance of two levels as positions in [0, 1]: what rounding to a level hides. 0 for a range. */
    public double halfStep() {
        return levels.isEmpty() ? 0 : 0.5 / (levels.size() - 1);
    }
}
