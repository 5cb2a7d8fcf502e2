package dev.candor.mechanism.attack;

import dev.candor.divergence.References;
import dev.candor.divergence.Regulariser;

/** One prompt with K candidates as one agent meets it: the outcome is its policy, and a constant of all rewards moves none. */
public final class PromptGame extends AgentGame {
    final Regulariser regulariser;
    final double[] logRef;
    final double[] ref;

    /**
     * Takes the arrays without copying them; all of length K ≥ 1.
     *
     * @param regulariser λD, whose optimum the policy is
     * @param logRef log π0, Σ exp = 1
     * @param others S_{−i}, the others' aggregate reward, up to a constant
     * @param truth d = scale·r, what the agent adds to the aggregate when it is truthful
     * @param scale κ·w > 0
     * @param boost κ > 0
     */
    public PromptGame(
            Regulariser regulariser, double[] logRef, double[] others, double[] truth, double scale, double boost) {
        this(
                regulariser,
                logRef,
                References.probabilities(logRef),
                others,
                middle(truth),
                fromMiddle(truth),
                scale,
                boost);
    }

    private PromptGame(
            Regulariser regulariser,
            double[] logRef,
            double[] ref,
            double[] others,
            double middle,
            double[] truth,
            double scale,
            double boost) {
        super(others, middle, truth, scale, boost);
        this.regulariser = regulariser;
        this.logRef = logRef;
        this.ref = ref;
    }

    @Override
    public PromptPlay play() {
        return new PromptPlay(this);
    }

    @Override
    public PromptGame among(double[] changed) {
        return new PromptGame(regulariser, logRef, ref, changed, middle, truth, scale(), boost());
    }

    /** A sum off by ε moves the policy by some ε/λ, and that of what is at stake: by its rounding, and at most by all of it. */
    @Override
    double rounding() {
        double largest = 0;
        for (int x = 0; x < truth.length; x++) {
            largest = Math.max(largest, Math.abs(others[x]) + Math.abs(truth[x]));
        }
        return stake() * Math.min(1, Resolution.OF_A_SUM * largest / regulariser.lambda());
    }

    /** Half way between the least and the largest. */
    static double middle(double[] d) {
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
        fromMiddleInPlace(centred);
        return centred;
    }

    /** The same in place. */
    static void fromMiddleInPlace(double[] d) {
        double middle = middle(d);
        for (int x = 0; x < d.length; x++) {
            d[x] -= middle;
        }
    }
}
