package dev.candor.population;

import java.util.Arrays;

/**
 * Labelled pairs of one prompt's candidates, drawn from a policy π*: two candidates without replacement, of which a is
 * preferred with probability
 *
 * <pre>σ(β·ℓ(a) − β·ℓ(b)),   ℓ = log π* − log π0,   σ(t) = 1/(1 + e^(−t)).</pre>
 *
 * <p>Direct preference optimisation (Rafailov et al. 2023, eq. 7) fits the same with π in the place of π* to such labels
 * by likelihood, so π = π* is its optimum among all policies, whatever divergence π* came of, if π* is positive and β is
 * the trainer's. Under KL, λ·ℓ is the aggregate reward S up to a constant of the prompt, and β = λ gives the
 * Bradley–Terry model of S. Candidates with π* = 0 are never drawn.
 *
 * <p>Pure functions of a stream's key and the arguments.
 */
public final class PreferencePairs {
    private static final int COUNT = 0;

    private final double beta;
    /** π* > 0 only; the others take no part. */
    private final int[] candidate;
    /** log π* − log π0. */
    private final double[] logRatio;
    /** Sum of π* of those before, length n + 1. */
    private final double[] before;
    /** Sum of π* of those from here on, length n + 1. */
    private final double[] from;

    /**
     * Of one prompt with K candidates.
     *
     * @param target π* ≥ 0, length K
     * @param reference π0 > 0, length K
     * @param beta β > 0
     */
    public PreferencePairs(double[] target, double[] reference, double beta) {
        this.beta = beta;
        int n = 0;
        int[] positive = new int[target.length];
        for (int x = 0; x < target.length; x++) {
            if (target[x] > 0) {
                positive[n++] = x;
            }
        }
        candidate = Arrays.copyOf(positive, n);
        logRatio = new double[n];
        before = new double[n + 1];
        from = new double[n + 1];
        for (int k = 0; k < n; k++) {
            double prob = target[candidate[k]];
            logRatio[k] = StrictMath.log(prob) - StrictMath.log(reference[candidate[k]]);
            before[k + 1] = before[k] + prob;
        }
        for (int k = n - 1; k >= 0; k--) {
            from[k] = from[k + 1] + target[candidate[k]];
        }
    }

    /** The key of a prompt's stream. */
    public static long key(long seed, long promptHash) {
        return Streams.key(Streams.key(0, seed), promptHash);
    }

    /**
     * How many pairs a prompt has: {@code expected} ≥ 0 rounded up or down at random so that it is the mean; none where
     * fewer than two candidates can be drawn.
     */
    public long count(long key, double expected) {
        return candidate.length < 2
                ? 0
                : (long) Math.floor(expected + Streams.uniform(Streams.key(Streams.key(key, COUNT), 0)));
    }

    /** Pair {@code number} ≥ 0 of the prompt: chosen, then rejected, as positions among the K candidates. */
    public int[] pair(long key, long number) {
        long own = Streams.key(key, COUNT + 1 + number);
        int first = first(Streams.uniform(Streams.key(own, 0)));
        int second = other(first, Streams.uniform(Streams.key(own, 1)));
        boolean preferred = Streams.uniform(Streams.key(own, 2)) < preference(first, second);
        int chosen = preferred ? first : second;
        int rejected = preferred ? second : first;
        return new int[] {candidate[chosen], candidate[rejected]};
    }

    private double preference(int a, int b) {
        return 1 / (1 + StrictMath.exp(-beta * (logRatio[a] - logRatio[b])));
    }

    /** The candidate of mass u of all. */
    private int first(double u) {
        return above(u * before[candidate.length], candidate.length);
    }

    /** The candidate of mass u of the others; their masses are added without the first's, beside which they may be tiny. */
    private int other(int first, double u) {
        double mass = u * (before[first] + from[first + 1]);
        boolean last = first + 1 == candidate.length;
        return last || mass < before[first] ? above(mass, first) : below(mass - before[first], first + 1);
    }

    /** The first k < end with before[k + 1] > mass; the last one where rounding leaves none. */
    private int above(double mass, int end) {
        int low = 0;
        int high = end - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (before[middle + 1] > mass) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The last k ≥ begin with from[k] > mass; {@code begin} where rounding leaves none. */
    private int below(double mass, int begin) {
        int low = Math.min(begin, candidate.length - 1);
        int high = candidate.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (from[middle] > mass) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
