package dev.candor.policy.search;

import java.io.Serializable;

/** What a batch of n agents is charged over a {@link SearchedOptimum}, and whether one of them has found a better one. */
public final class SearchedCharges implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] charge;
    private final double[] lower;
    private final double[] upper;
    private final double[] gap;
    private Better better = Better.none();

    /** Of agents that are charged nothing. */
    SearchedCharges(int agents) {
        charge = new double[agents];
        lower = new double[agents];
        upper = new double[agents];
        gap = new double[agents];
    }

    void set(int agent, double found, double least, double most, double left) {
        charge[agent] = found;
        lower[agent] = least;
        upper[agent] = most;
        gap[agent] = left;
    }

    void found(double rise, double[] theta) {
        better = rise > 0 ? Better.of(better, new Better(rise, theta)) : better;
    }

    /** F_{−i}(θ_i) − F_{−i}(θ*) ≥ 0: what the others lose by θ* beside the best that was found for them. */
    public double charge(int agent) {
        return charge[agent];
    }

    /** A bound below max F_{−i} − F_{−i}(θ*); at most the charge. */
    public double lower(int agent) {
        return lower[agent];
    }

    /** A bound above max F_{−i} − F_{−i}(θ*), by the best policy of all; at least the charge. */
    public double upper(int agent) {
        return upper[agent];
    }

    /** About what is left to be gained near θ_i, ½⟨∇,H⁻¹∇⟩, and what the slopes left at θ* do. No bound. */
    public double gap(int agent) {
        return gap[agent];
    }

    /** The largest rise of all agents' welfare that a counterfactual showed. */
    public Better better() {
        return better;
    }

    /** θ of the largest rise F(θ) − F(θ*); of equal ones the first in the order of their coefficients. */
    public static final class Better implements Serializable {
        private static final long serialVersionUID = 1L;

        private final double rise;
        private final double[] theta;

        Better(double rise, double[] theta) {
            this.rise = rise;
            this.theta = theta;
        }

        /** None, the identity. */
        public static Better none() {
            return new Better(0, new double[0]);
        }

        /** F(θ) − F(θ*); ≤ 0 where θ* is the best seen. */
        public double rise() {
            return rise;
        }

        /** θ, length d. */
        public double[] theta() {
            return theta.clone();
        }

        /** The better of the two. */
        public static Better of(Better one, Better other) {
            int order = Double.compare(one.rise, other.rise);
            order = order == 0 ? java.util.Arrays.compare(other.theta, one.theta) : order;
            return order >= 0 ? one : other;
        }
    }
}
