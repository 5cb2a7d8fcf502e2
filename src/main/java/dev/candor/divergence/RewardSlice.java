package dev.candor.divergence;

/**
 * One agent's rewards on one prompt: a window on arrays that hold many. Candidates that are not in the window have
 * reward 0. The window moves; nothing is copied.
 */
public final class RewardSlice {
    int[] slot;
    double[] reward;
    int from;
    int to;

    /**
     * Points the window at entries [from, to).
     *
     * @param slot global candidate slots, ascending, each once
     * @param reward r, same indices
     */
    public RewardSlice at(int[] slot, double[] reward, int from, int to) {
        this.slot = slot;
        this.reward = reward;
        this.from = from;
        this.to = to;
        return this;
    }

    /** r of slots firstSlot … firstSlot + candidates − 1, 0 where nothing is reported. */
    public double[] dense(int firstSlot, int candidates) {
        double[] all = new double[candidates];
        for (int i = from; i < to; i++) {
            all[slot[i] - firstSlot] = reward[i];
        }
        return all;
    }

    int size() {
        return to - from;
    }
}
