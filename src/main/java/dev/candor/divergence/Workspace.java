package dev.candor.divergence;

import java.util.Arrays;

/** Scratch arrays of one thread, grown to the largest prompt seen. */
public final class Workspace {
    /** d/λ of every candidate of the prompt, up to a common constant. */
    double[] shift = new double[16];
    /** What {@link LikelihoodRatio} keeps of every candidate of the prompt: its likelihood ratio, or the root of it. */
    double[] state = new double[16];
    /** E_π*[r] of the window assessed last. */
    double value;

    /** E_π*[r] on the prompt of the last {@link Regulariser#assess}. */
    public double value() {
        return value;
    }

    void ensure(int candidates) {
        if (shift.length < candidates) {
            shift = new double[Math.max(candidates, 2 * shift.length)];
            state = new double[shift.length];
        }
    }

    /**
     * Writes shift[x] = scale·(r_x − centre)/λ for the K candidates of the prompt; unreported candidates have r = 0.
     * Payments do not see the centre, so it is chosen where π* puts most mass: differences there are then exact.
     *
     * @return whether the agent is indifferent (all shifts 0)
     */
    boolean spread(PolicyBlock policy, int prompt, RewardSlice rewards, double factor) {
        ensure(policy.candidates(prompt));
        return policy.isComplete(prompt, rewards)
                ? spreadComplete(policy.centreOfComplete(prompt, rewards), rewards, factor)
                : spreadPartial(policy, prompt, rewards, factor);
    }

    private boolean spreadComplete(double centre, RewardSlice rewards, double factor) {
        boolean indifferent = true;
        for (int i = rewards.from; i < rewards.to; i++) {
            double d = (rewards.reward[i] - centre) * factor;
            shift[i - rewards.from] = d;
            indifferent &= d == 0;
        }
        return indifferent;
    }

    private boolean spreadPartial(PolicyBlock policy, int prompt, RewardSlice rewards, double factor) {
        int first = policy.firstSlotOf(prompt);
        double centre = policy.centre(prompt, rewards);
        Arrays.fill(shift, 0, policy.candidates(prompt), -centre * factor);
        boolean indifferent = centre == 0;
        for (int i = rewards.from; i < rewards.to; i++) {
            double d = (rewards.reward[i] - centre) * factor;
            shift[rewards.slot[i] - first] = d;
            indifferent &= d == 0;
        }
        return indifferent;
    }
}
