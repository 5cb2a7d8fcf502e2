package dev.candor.mechanism.attack;

import java.io.Serializable;

/**
 * A mechanism as one agent meets it. Its outcome is a vector y of length K that every agent values linearly: a prompt's
 * policy, the checkpoint chosen, the mixture's weights or the mean feature of a policy. What is public of the mechanism is
 * the subclass's; here are what the others want together and the agent's own type, both of length K.
 */
public abstract class AgentGame {
    /** What is public of a mechanism whose reports come down to one vector. */
    @FunctionalInterface
    public interface Range extends Serializable {
        /**
         * The mechanism as one agent meets it. Takes the arrays without copying them; both of length K.
         *
         * @param others S_{−i}
         * @param truth d = κ·w·r
         * @param scale κ·w > 0
         * @param boost κ > 0
         */
        AgentGame game(double[] others, double[] truth, double scale, double boost);
    }

    private final double scale;
    private final double boost;

    /** S_{−i}, length K. */
    final double[] others;
    /** d = κ·w·r less {@link #middle}, length K. */
    final double[] truth;
    /** What all of d has in common and no outcome depends on; 0 where a constant matters. */
    final double middle;

    /**
     * Takes the arrays without copying them; all of length K ≥ 1.
     *
     * @param others S_{−i}, what the others add to the aggregate
     * @param middle the constant that {@code truth} has been freed of
     * @param truth d − middle
     * @param scale κ·w > 0
     * @param boost κ > 0
     */
    protected AgentGame(double[] others, double middle, double[] truth, double scale, double boost) {
        this.others = others;
        this.middle = middle;
        this.truth = truth;
        this.scale = scale;
        this.boost = boost;
    }

    /** A new play of this game, for one thread. */
    abstract Play play();

    /** The same game and agent among others who want {@code changed} together, length K. */
    abstract AgentGame among(double[] changed);

    /** κ·w·v that no outcome changes and {@code truth} leaves out. */
    double constant() {
        return middle;
    }

    /**
     * By how much κ·utility may be off because what all want together is a sum of doubles; 0 where the game's own charges
     * tell it.
     */
    double rounding() {
        return 0;
    }

    /** κ·w·(the most it can be worth to the agent − the least). */
    double stake() {
        double least = truth[0];
        double most = truth[0];
        for (double d : truth) {
            least = Math.min(least, d);
            most = Math.max(most, d);
        }
        return most - least;
    }

    /**
     * What the agent sees that considers lying.
     *
     * @param curvature {@link Play#curvature} at the truth
     * @param stream where its random numbers come from
     */
    LiarView standpoint(double[] curvature, long stream) {
        return new LiarView(reward(), others, curvature, stream);
    }

    /** Frees a claim of what no outcome depends on, in place. */
    void centre(double[] claim) {
        PromptGame.fromMiddleInPlace(claim);
    }

    /** K. */
    int length() {
        return others.length;
    }

    /** κ·w. */
    double scale() {
        return scale;
    }

    /** κ. */
    double boost() {
        return boost;
    }

    /** d. */
    double truth(int x) {
        return truth[x] + middle;
    }

    /** r, a new array. */
    double[] reward() {
        double[] reward = new double[truth.length];
        for (int x = 0; x < reward.length; x++) {
            reward[x] = truth(x) / scale;
        }
        return reward;
    }
}
