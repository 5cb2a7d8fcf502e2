package dev.candor.mechanism.attack;

import java.util.Arrays;

/**
 * What an agent that considers lying sees of one prompt with K candidates: its own rewards, what the others want
 * together, and the policy under the truth. The most informed liar: a real one knows less.
 *
 * <p>Rewards are worth the same whatever is added to all of them, so that lies are counted from their middle and in their
 * range. Coefficients of features are not: theirs are counted from 0, and in twice the largest of them ({@link #aboutZero}).
 */
public final class LiarView {
    private final double[] reward;
    private final double[] others;
    private final double[] curvature;
    private final long stream;
    private final double least;
    private final double most;
    /** Where a claim is indifferent. */
    private final double middle;

    private final double range;
    private final boolean aboutZero;

    /**
     * Takes the arrays without copying them; all of length K ≥ 1.
     *
     * @param reward r, the agent's true rewards
     * @param others S_{−i}, the others' aggregate reward, up to a constant
     * @param curvature ω = π0/f″(π* / π0) at the policy under the truth (Regulariser.curvature)
     * @param stream where the agent's random numbers on this prompt come from
     */
    public LiarView(double[] reward, double[] others, double[] curvature, long stream) {
        this(reward, others, curvature, stream, false);
    }

    private LiarView(double[] reward, double[] others, double[] curvature, long stream, boolean aboutZero) {
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
        this.middle = aboutZero ? 0 : low + (high - low) / 2;
        this.range = aboutZero ? 2 * Math.max(-low, high) : high - low;
        this.aboutZero = aboutZero;
    }

    /**
     * The same where r are coefficients of features, of about one unit each.
     *
     * @param curvature the slope of each feature's mean, as its own coefficient is raised
     */
    static LiarView aboutZero(double[] reward, double[] others, double[] curvature, long stream) {
        return new LiarView(reward, others, curvature, stream, true);
    }

    /** r of a candidate. */
    double reward(int x) {
        return reward[x];
    }

    /** min r. */
    double least() {
        return least;
    }

    /** max r. */
    double most() {
        return most;
    }

    /** What an agent says that is indifferent: the middle of its rewards; of coefficients 0. */
    double middle() {
        return middle;
    }

    /** What lies move by: max r − min r; of coefficients 2 max |r|. */
    double range() {
        return range;
    }

    /** Where the agent's random numbers on this prompt come from. */
    long stream() {
        return stream;
    }

    /**
     * The others' aggregate reward, moved and scaled to run over the agent's own [min r, max r]; min r where it is flat. Of
     * coefficients: scaled so that the largest is as large as the agent's own.
     */
    void writeOthers(double[] target) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double s : others) {
            low = Math.min(low, s);
            high = Math.max(high, s);
        }
        double from = aboutZero ? 0 : low;
        double width = aboutZero ? 2 * Math.max(-low, high) : high - low;
        double scale = width > 0 ? range / width : 0;
        for (int x = 0; x < target.length; x++) {
            target[x] = (aboutZero ? 0 : least) + (others[x] - from) * scale;
        }
    }

    /**
     * t(x) = Σ_y (r(x) − r(y))·ω(y) over max |t|, zeros where t is 0: the direction in which the agent's value rises
     * (Thm B.2 of Sun et al. 2025; ∂⟨r,π⟩/∂S(x) = ω(x)·t(x) / (λ Σω)). Of coefficients ω(x)·r(x), each by itself.
     */
    void writePolarisation(double[] target) {
        if (aboutZero) {
            Arrays.setAll(target, x -> curvature[x] * reward[x]);
        } else {
            writeDistances(target);
        }
        double largest = 0;
        for (double t : target) {
            largest = Math.max(largest, Math.abs(t));
        }
        for (int x = 0; x < target.length; x++) {
            target[x] = largest > 0 ? target[x] / largest : 0;
        }
    }

    /** Σ_y (r(x) − r(y))·ω(y) / Σω. */
    private void writeDistances(double[] target) {
        double mass = 0;
        double weighted = 0;
        for (int x = 0; x < target.length; x++) {
            mass += curvature[x];
            weighted += curvature[x] * (reward[x] - least);
        }
        double mean = mass > 0 ? least + weighted / mass : least;
        for (int x = 0; x < target.length; x++) {
            target[x] = mass > 0 ? reward[x] - mean : 0;
        }
    }
}
