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
    /** What rounding has left of each reward, same indices; null where nothing is left. */
    double[] rest;
    /** The rewards that these are differences of; null where they are themselves. */
    RewardSlice origin;

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
        this.rest = null;
        this.origin = null;
        return this;
    }

    /** The same for rewards that are sums of two doubles: {@code rest} is what rounding has left of them, or null. */
    public RewardSlice at(int[] slot, double[] reward, double[] rest, int from, int to) {
        at(slot, reward, from, to);
        for (int i = from; rest != null && i < to; i++) {
            if (rest[i] != 0) {
                this.rest = rest;
                break;
            }
        }
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

    /** What rounding has left of {@link #dense}. */
    double[] denseRest(int firstSlot, int candidates) {
        double[] all = new double[candidates];
        for (int i = from; rest != null && i < to; i++) {
            all[slot[i] - firstSlot] = rest[i];
        }
        return all;
    }

    int size() {
        return to - from;
    }
}
