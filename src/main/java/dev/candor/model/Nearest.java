package dev.candor.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The known word somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * The word of {@code known} with the smallest edit distance to {@code word} (insert, delete, replace, swap
     * neighbours; case, blanks, hyphens and underscores aside), first in dictionary order among equals; empty when
     * more than a third of the letters would have to change.
     */
    public static Optional<String> to(String word, Collection<String> known) {
        int farthest = Math.max(1, word.length() / 3);
        ToIntFunction<String> steps = candidate -> distance(letters(word), letters(candidate));
        return known.stream()
                .sorted()
                .min(Comparator.comparingInt(steps))
                .filter(candidate -> steps.applyAsInt(candidate) <= farthest);
    }

    /** " Did you mean 'x'?", or nothing. */
    public static String question(String word, Collection<String> known) {
        return to(word, known)
                .map(nearest -> " Did you mean '" + nearest + "'?")
                .orElse("");
    }

    private static String letters(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }

    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapestStep(a, b, cost, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapestStep(String a, String b, int[][] cost, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
