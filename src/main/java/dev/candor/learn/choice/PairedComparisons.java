package dev.candor.learn.choice;

import java.util.Arrays;

/**
 * Comparisons of pairs with ties, {@link Davidson}'s, as a function of utilities; blind to a constant added to all of them.
 * The counts are all there is of the log, so that the order of its rows cannot matter.
 */
public final class PairedComparisons implements Likelihood {
    /** What came of a comparison of a with b. */
    public enum Outcome {
        A(0),
        B(1),
        TIE(2);

        private final int code;

        Outcome(int code) {
            this.code = code;
        }
    }

    private static final int OUTCOMES = Outcome.values().length;

    private final int items;
    private final double tiePrevalence;
    /** The compared pairs, a < b, ascending; and how often a won, b won, and they tied. */
    private final int[] first;

    private final int[] second;
    private final double[] wins;
    private final double[] losses;
    private final double[] ties;

    private PairedComparisons(int items, double tiePrevalence, int pairs) {
        this.items = items;
        this.tiePrevalence = tiePrevalence;
        first = new int[pairs];
        second = new int[pairs];
        wins = new double[pairs];
        losses = new double[pairs];
        ties = new double[pairs];
    }

    /** One comparison as a number; a ≠ b, both below {@code items}. */
    public static long key(int a, int b, Outcome outcome, int items) {
        if (a > b) {
            return key(b, a, outcome == Outcome.TIE ? outcome : outcome == Outcome.A ? Outcome.B : Outcome.A, items);
        }
        return ((long) a * items + b) * OUTCOMES + outcome.code;
    }

    /**
     * Counts comparisons.
     *
     * @param keys of {@link #key}, in any order; the first {@code count} are read, and sorted in place
     * @param tiePrevalence ν ≥ 0
     */
    public static PairedComparisons of(long[] keys, int count, int items, double tiePrevalence) {
        Arrays.sort(keys, 0, count);
        int pairs = 0;
        for (int k = 0; k < count; k++) {
            pairs += k == 0 || keys[k] / OUTCOMES != keys[k - 1] / OUTCOMES ? 1 : 0;
        }
        PairedComparisons counted = new PairedComparisons(items, tiePrevalence, pairs);
        int pair = -1;
        for (int k = 0; k < count; k++) {
            long both = keys[k] / OUTCOMES;
            if (k == 0 || both != keys[k - 1] / OUTCOMES) {
                pair++;
                counted.first[pair] = (int) (both / items);
                counted.second[pair] = (int) (both % items);
            }
            counted.count(pair, (int) (keys[k] % OUTCOMES));
        }
        return counted;
    }

    private void count(int pair, int outcome) {
        double[] counts = outcome == Outcome.A.code ? wins : outcome == Outcome.B.code ? losses : ties;
        counts[pair]++;
    }

    @Override
    public int dimension() {
        return items;
    }

    @Override
    public double value(double[] u) {
        double sum = 0;
        for (int k = 0; k < first.length; k++) {
            double d = u[first[k]] - u[second[k]];
            sum += (wins[k] - losses[k]) * d / 2 - (wins[k] + losses[k] + ties[k]) * Davidson.logZ(d, tiePrevalence);
        }
        return sum;
    }

    @Override
    public void addDerivatives(double[] u, double[] gradient, double[] information) {
        for (int k = 0; k < first.length; k++) {
            int a = first[k];
            int b = second[k];
            double d = u[a] - u[b];
            double half = Davidson.half(d);
            double n = wins[k] + losses[k] + ties[k];
            double slope = (wins[k] - losses[k] - n * Davidson.lead(d, half, tiePrevalence)) / 2;
            double curvature = n * Davidson.curvature(half, tiePrevalence);
            gradient[a] += slope;
            gradient[b] -= slope;
            information[a * items + a] += curvature;
            information[b * items + b] += curvature;
            information[a * items + b] -= curvature;
            information[b * items + a] -= curvature;
        }
    }

    @Override
    public boolean terms(double[] u, Terms to) {
        double[] x = new double[items];
        for (int k = 0; k < first.length; k++) {
            double d = u[first[k]] - u[second[k]];
            double half = Davidson.half(d);
            double n = wins[k] + losses[k] + ties[k];
            x[first[k]] = 1;
            x[second[k]] = -1;
            to.add(
                    x,
                    (wins[k] - losses[k] - n * Davidson.lead(d, half, tiePrevalence)) / 2,
                    n * Davidson.curvature(half, tiePrevalence));
            x[first[k]] = 0;
            x[second[k]] = 0;
        }
        return true;
    }
}
