package dev.candor.divergence;

import java.math.BigDecimal;
import java.util.Arrays;

/** Scratch arrays of one thread, grown to the largest prompt seen. */
public final class Workspace {
    /** d/λ of every candidate of the prompt, up to a common constant. */
    double[] shift = new double[16];
    /** What {@link LikelihoodRatio} keeps of every candidate of the prompt: its likelihood ratio, or the root of it. */
    double[] state = new double[16];
    /** The same without the agent. */
    double[] moved = new double[16];
    /** What the agent's absence adds to u = (S − ν)/λ. */
    double[] move = new double[16];
    /** How far a candidate is from the pole of h without the agent, up to a common constant. */
    double[] behind = new double[16];
    /** Size of what the common part of the moves is a difference of. */
    double common;
    /** E_π*[r] of the window assessed last. */
    double value;
    /** Prompts charged in decimal arithmetic so far. */
    int decimal;

    private final RewardSlice differences = new RewardSlice();

    private double scale;
    private double scaleRest;

    /** E_π*[r] on the prompt of the last {@link Regulariser#assess}. */
    public double value() {
        return value;
    }

    /** κ·w rounded. Until the next call, that scale stands for the exact product where payments need more digits. */
    public double scale(double boost, double size) {
        scale = boost * size;
        scaleRest = Math.fma(boost, size, -scale);
        return scale;
    }

    /** The product that the scale was rounded from, or the scale itself where it came from elsewhere. */
    BigDecimal exact(double rounded) {
        BigDecimal exact = new BigDecimal(rounded);
        return rounded == scale ? exact.add(new BigDecimal(scaleRest)) : exact;
    }

    /**
     * Rewards for a charge. Those that are sums of two doubles become the differences to the reward of the likeliest
     * candidate, of every candidate of the prompt: payments do not see the constant, and the digits are kept.
     */
    public RewardSlice forCharge(PolicyBlock policy, int prompt, RewardSlice rewards) {
        if (rewards.rest == null) {
            return rewards;
        }
        int first = policy.firstSlotOf(prompt);
        int candidates = policy.candidates(prompt);
        double[] reward = rewards.dense(first, candidates);
        double[] rest = rewards.denseRest(first, candidates);
        int centre = policy.mode(prompt);
        double[] difference = new double[candidates];
        int[] slot = new int[candidates];
        for (int x = 0; x < candidates; x++) {
            slot[x] = first + x;
            difference[x] = (reward[x] - reward[centre]) + (rest[x] - rest[centre]);
        }
        differences.at(slot, difference, 0, candidates).origin = rewards;
        return differences;
    }

    void ensure(int candidates) {
        if (shift.length < candidates) {
            int size = Math.max(candidates, 2 * shift.length);
            shift = new double[size];
            state = new double[size];
            moved = new double[size];
            move = new double[size];
            behind = new double[size];
        }
    }

    /**
     * Writes shift[x] = factor·(r_x − r_centre) for the K candidates of the prompt; unreported candidates have r = 0.
     * Payments do not see the centre, so it is chosen where the divergence gives most weight: differences there are exact.
     *
     * @param centre index of a candidate within the prompt
     * @return whether the agent is indifferent (all shifts 0)
     */
    boolean spread(PolicyBlock policy, int prompt, RewardSlice rewards, double factor, int centre) {
        ensure(policy.candidates(prompt));
        double middle = policy.reward(prompt, rewards, centre);
        return policy.isComplete(prompt, rewards)
                ? spreadComplete(middle, rewards, factor)
                : spreadPartial(policy, prompt, middle, rewards, factor);
    }

    private boolean spreadComplete(double centre, RewardSlice rewards, double factor) {
        boolean indifferent = true;
        for (int i = rewards.from; i < rewards.to; i++) {
            double d = rewards.reward[i] - centre;
            shift[i - rewards.from] = d * factor;
            indifferent &= d == 0;
        }
        return indifferent;
    }

    private boolean spreadPartial(PolicyBlock policy, int prompt, double centre, RewardSlice rewards, double factor) {
        int first = policy.firstSlotOf(prompt);
        Arrays.fill(shift, 0, policy.candidates(prompt), -centre * factor);
        boolean indifferent = centre == 0;
        for (int i = rewards.from; i < rewards.to; i++) {
            double d = rewards.reward[i] - centre;
            shift[rewards.slot[i] - first] = d * factor;
            indifferent &= d == 0;
        }
        return indifferent;
    }
}
