package dev.candor.divergence;

/** Scratch arrays of one thread, grown to the largest prompt seen. */
public final class Workspace {
    /** d/λ of every candidate of the prompt, up to a common constant. */
    double[] shift = new double[16];

    void ensure(int candidates) {
        if (shift.length < candidates) {
            shift = new double[Math.max(candidates, 2 * shift.length)];
        }
    }

    /**
     * Writes shift[x] = scale·(r_x − centre)/λ for the K candidates of the prompt; unreported candidates have r = 0.
     * Payments do not see the centre, so it is chosen where π* puts most mass: differences there are then exact.
     *
     * @return whether the agent is indifferent (all shifts 0)
     */
    boolean spread(PolicyBlock policy, int prompt, RewardSlice rewards, double factor) {
        int first = policy.firstSlotOf(prompt);
        int candidates = policy.candidates(prompt);
        ensure(candidates);
        double centre = policy.centre(prompt, rewards);
        java.util.Arrays.fill(shift, 0, candidates, -centre * factor);
        boolean indifferent = centre == 0 || rewards.size() == candidates;
        for (int i = rewards.from; i < rewards.to; i++) {
            double d = (rewards.reward[i] - centre) * factor;
            shift[rewards.slot[i] - first] = d;
            indifferent &= d == 0;
        }
        return indifferent;
    }
}
