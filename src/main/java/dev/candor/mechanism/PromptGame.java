package dev.candor.mechanism;

import dev.candor.divergence.References;

/**
 * One prompt with K candidates as one agent meets it: what is public, what the others want together, and the agent's own
 * type.
 */
public final class PromptGame {
    private final double scale;
    private final double boost;

    final double[] logRef;
    final double[] ref;
    /** S_{−i} up to a constant, length K. */
    final double[] others;
    /** d = κ·w·r counted from the middle of its range, length K: a constant moves no policy and no gain. */
    final double[] truth;
    /** The middle of d. */
    final double middle;

    /**
     * Takes the arrays without copying them; all of length K ≥ 1.
     *
     * @param logRef log π0, Σ exp = 1
     * @param others S_{−i}, the others' aggregate reward, up to a constant
     * @param truth d = scale·r, what the agent adds to the aggregate when it is truthful
     * @param scale κ·w > 0
     * @param boost κ > 0
     */
    public PromptGame(double[] logRef, double[] others, double[] truth, double scale, double boost) {
        this(logRef, References.probabilities(logRef), others, middle(truth), fromMiddle(truth), scale, boost);
    }

    private PromptGame(
            double[] logRef, double[] ref, double[] others, double middle, double[] truth, double scale, double boost) {
        this.middle = middle;
        this.logRef = logRef;
        this.ref = ref;
        this.others = others;
        this.truth = truth;
        this.scale = scale;
        this.boost = boost;
    }

    /** K. */
    public int candidates() {
        return logRef.length;
    }

    /** κ·w. */
    public double scale() {
        return scale;
    }

    /** κ. */
    public double boost() {
        return boost;
    }

    /** log π0 of a candidate. */
    public double logRef(int x) {
        return logRef[x];
    }

    /** π0 of a candidate. */
    public double ref(int x) {
        return ref[x];
    }

    /** S_{−i} of a candidate, up to a constant. */
    public double others(int x) {
        return others[x];
    }

    /** d of a candidate. */
    public double truth(int x) {
        return truth[x] + middle;
    }

    /** Half way between the least and the largest. */
    private static double middle(double[] d) {
        double least = d[0];
        double most = d[0];
        for (double one : d) {
            least = Math.min(least, one);
            most = Math.max(most, one);
        }
        return least / 2 + most / 2;
    }

    /** A new array: d counted from the middle of its range, so that a constant that all share is not rounded with it. */
    public static double[] fromMiddle(double[] d) {
        double[] centred = d.clone();
        centre(centred);
        return centred;
    }

    /** The same in place. */
    static void centre(double[] d) {
        double middle = middle(d);
        for (int x = 0; x < d.length; x++) {
            d[x] -= middle;
        }
    }

    /** r of every candidate, a new array. */
    double[] reward() {
        double[] reward = new double[truth.length];
        for (int x = 0; x < reward.length; x++) {
            reward[x] = truth(x) / scale;
        }
        return reward;
    }

    /** The same prompt and agent among others who want {@code changed} together. */
    PromptGame among(double[] changed) {
        return new PromptGame(logRef, ref, changed, middle, truth, scale, boost);
    }
}
