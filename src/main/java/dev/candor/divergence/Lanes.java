package dev.candor.divergence;

import dev.candor.numeric.Stable;

/**
 * Moves of many agents at one candidate, side by side: δ in, gradient difference and Bregman divergence out.
 *
 * <p>The loops are plain, branch-free and over whole arrays, which the compiler turns into vector instructions. An agent's
 * numbers do not depend on its neighbours: the series is chosen for all lanes by what is known of each.
 */
public final class Lanes {
    /** Which evaluation of z − log(1+z) is exact for all lanes. */
    public enum Series {
        /** |t| ≤ 2⁻¹⁰: six terms leave out less than 2⁻⁵⁸ of the sum. */
        TINY(0x1p-10),
        /** |t| ≤ 2⁻⁴: fourteen terms leave out less than 2⁻⁵⁷. */
        SMALL(0x1p-4),
        /** Any t > −1, lane by lane. */
        ANY(Double.POSITIVE_INFINITY);

        private final double reach;

        Series(double reach) {
            this.reach = reach;
        }

        /** The shortest series for |t| ≤ bound. */
        public static Series within(double bound) {
            return bound <= TINY.reach ? TINY : bound <= SMALL.reach ? SMALL : ANY;
        }
    }

    /** Moves below this leave no probability; {@link #lowest} shows it. */
    public static final double NOTHING_LEFT = -1 + 0x1p-40;

    /** Rises of more than this of itself: z − log(1+z) has no digit left of the logarithm where z is 1e16. */
    static final double FAR = 1;

    /** δ = π_θ − π* of each lane. */
    public final double[] delta;
    /** Receives λq·(g′(π*+δ) − g′(π*)). */
    public final double[] slope;
    /** Accumulates λq·(g(π*+δ) − g(π*) − g′(π*)·δ). */
    public final double[] bregman;
    /** Smallest and largest δ/π* met. */
    public final double[] lowest;

    public final double[] highest;

    final double[] move;
    final double[] first;
    final double[] second;
    final double[] aside;
    private final Series series;

    public Lanes(int width, Series series) {
        this.series = series;
        delta = new double[width];
        slope = new double[width];
        bregman = new double[width];
        lowest = new double[width];
        highest = new double[width];
        move = new double[width];
        first = new double[width];
        second = new double[width];
        aside = new double[width];
    }

    /** Whether some lane may rise by more than {@link #FAR}. */
    boolean mayBeFar() {
        return series == Series.ANY;
    }

    /** t = δ/π*, never below what {@link #NOTHING_LEFT} marks as too far. */
    void relative(double base) {
        double inverse = 1 / base;
        double[] t = move;
        double[] d = delta;
        double[] low = lowest;
        double[] high = highest;
        for (int a = 0; a < t.length; a++) {
            double moved = Math.max(d[a] * inverse, -1 + 0x1p-50);
            t[a] = moved;
            low[a] = Math.min(low[a], moved);
            high[a] = Math.max(high[a], moved);
        }
    }

    /** out = z − log(1+z). */
    void deficit(double[] z, double[] out) {
        switch (series) {
            case TINY -> tiny(z, out);
            case SMALL -> small(z, out);
            case ANY -> any(z, out);
        }
    }

    private static void tiny(double[] z, double[] out) {
        for (int a = 0; a < out.length; a++) {
            double t = z[a];
            out[a] = t * t * (1.0 / 2 - t * (1.0 / 3 - t * (1.0 / 4 - t * (1.0 / 5 - t * (1.0 / 6 - t * (1.0 / 7))))));
        }
    }

    private static void small(double[] z, double[] out) {
        for (int a = 0; a < out.length; a++) {
            double t = z[a];
            double v = t * t;
            double even = 1.0 / 2
                    + v * (1.0 / 4 + v * (1.0 / 6 + v * (1.0 / 8 + v * (1.0 / 10 + v * (1.0 / 12 + v * (1.0 / 14))))));
            double odd = 1.0 / 3
                    + v * (1.0 / 5 + v * (1.0 / 7 + v * (1.0 / 9 + v * (1.0 / 11 + v * (1.0 / 13 + v * (1.0 / 15))))));
            out[a] = v * (even - t * odd);
        }
    }

    private static void any(double[] z, double[] out) {
        for (int a = 0; a < out.length; a++) {
            out[a] = Stable.logDeficit(z[a]);
        }
    }
}
