package dev.candor.mechanism;

/**
 * What an agent that considers lying sees of one prompt with K candidates: its own rewards, what the others want
 * together, and the policy under the truth. The most informed liar: a real one knows less.
 */
public final class Standpoint {
    private final double[] reward;
    private final double[] others;
    private final double[] curvature;
    private final long stream;
    private final double least;
    private final double most;

    /**
     * Takes the arrays without copying them; all of length K ≥ 1.
     *
     * @param reward r, the agent's true rewards
     * @param others S_{−i}, the others' aggregate reward, up to a constant
     * @param curvature ω = π0/f″(π* / π0) at the policy under the truth (Regulariser.curvature)
     * @param stream where the agent's random numbers on this prompt come from
     */
    public Standpoint(double[] reward, double[] others, double[] curvature, long stream) {
        this.reward = reward;
        this.others = others;
        this.curvature = curvature;
        this.stream = stream;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double r : reward) {
            low = Math.min(low, r);
            high = Math.max(high, r);
        }
        this.least = low;
        this.most = high;
    }

    /** K. */
    public int candidates() {
        return reward.length;
    }

    /** r of a candidate. */
    public double reward(int x) {
        return reward[x];
    }

    /** min r. */
    public double least() {
        return least;
    }

    /** max r. */
    public double most() {
        return most;
    }

    /** max r − min r. */
    public double range() {
        return most - least;
    }

    /** Where the agent's random numbers on this prompt come from. */
    public long stream() {
        return stream;
    }

    /** The others' aggregate reward, moved and scaled to run over the agent's own [min r, max r]; min r where it is flat. */
    void writeOthers(double[] target) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double s : others) {
            low = Math.min(low, s);
            high = Math.max(high, s);
        }
        double scale = high > low ? range() / (high - low) : 0;
        for (int x = 0; x < target.length; x++) {
            target[x] = least + (others[x] - low) * scale;
        }
    }

    /**
     * t(x) = Σ_y (r(x) − r(y))·ω(y) over max |t|, zeros where t is 0: the direction in which the agent's value rises
     * (Thm B.2 of Sun et al. 2025; ∂⟨r,π⟩/∂S(x) = ω(x)·t(x) / (λ Σω)).
     */
    void writePolarisation(double[] target) {
        double mass = 0;
        double weighted = 0;
        for (int x = 0; x < target.length; x++) {
            mass += curvature[x];
            weighted += curvature[x] * (reward[x] - least);
        }
        double mean = mass > 0 ? least + weighted / mass : least;
        double largest = 0;
        for (int x = 0; x < target.length; x++) {
            target[x] = mass > 0 ? reward[x] - mean : 0;
            largest = Math.max(largest, Math.abs(target[x]));
        }
        for (int x = 0; x < target.length; x++) {
            target[x] = largest > 0 ? target[x] / largest : 0;
        }
    }
}
