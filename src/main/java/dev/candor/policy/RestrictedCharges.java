package dev.candor.policy;

import java.io.Serializable;

/** What a batch of n agents is charged over a {@link RestrictedOptimum}, and whether one of them has found a better one. */
public final class RestrictedCharges implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] charge;
    private final double[] blur;
    private final double[] gap;
    private final Better better;

    RestrictedCharges(double[] charge, double[] blur, double[] gap, Better better) {
        this.charge = charge;
        this.blur = blur;
        this.gap = gap;
        this.better = better;
    }

    /** F_{−i}(θ_i) − F_{−i}(θ*) ≥ 0: at least this is lost by the others, if θ* has no slopes left. */
    public double charge(int agent) {
        return charge[agent];
    }

    /** |(θ_i − θ*)·∇F(θ*)|: by how much the slopes left at θ* put the charge in doubt. */
    public double blur(int agent) {
        return blur[agent];
    }

    /** About what is left to be gained near θ_i, ½⟨∇,H⁻¹∇⟩. No bound. */
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
