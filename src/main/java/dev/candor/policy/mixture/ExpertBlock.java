package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.model.UserException;
import java.io.Serializable;

/**
 * M candidates as the K experts see them: what the cost of a mixture is computed from.
 *
 * <p>A candidate's weight is q_c of its prompt. Candidates of weight 0 count for nothing.
 */
public final class ExpertBlock implements Serializable {
    /** Faces of the simplex are sets of bits in a long. */
    static final int MOST_EXPERTS = 64;

    private static final long serialVersionUID = 1L;

    private final int experts;
    /** π_k(x) at x·K + k. */
    final double[] prob;
    /** π0(x) > 0. */
    final double[] ref;
    /** q of the candidate's prompt. */
    final double[] weight;

    /**
     * Takes the arrays without copying them.
     *
     * @param experts K
     * @param prob π_k(x) ≥ 0 at x·K + k, length M·K
     * @param ref π0(x) > 0, length M
     * @param weight q ≥ 0 of the candidate's prompt, normalised over the whole run, length M
     */
    public ExpertBlock(int experts, double[] prob, double[] ref, double[] weight) {
        if (experts < 1 || experts > MOST_EXPERTS) {
            throw UserException.configuration("Cannot mix " + experts + " experts: give 1 to " + MOST_EXPERTS);
        }
        if (prob.length != experts * ref.length || weight.length != ref.length) {
            throw new IllegalArgumentException("cannot read " + prob.length + " probabilities and " + weight.length
                    + " weights as " + ref.length + " candidates of " + experts + " experts");
        }
        for (int x = 0; x < ref.length; x++) {
            if (!(ref[x] > 0 && ref[x] <= 1 && weight[x] >= 0 && weight[x] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("cannot use candidate " + x + ": reference probability " + ref[x]
                        + " must be in (0, 1] and prompt weight " + weight[x] + " finite and not negative");
            }
        }
        for (double p : prob) {
            if (!(p >= 0 && p < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("cannot use an expert's probability of " + p);
            }
        }
        this.experts = experts;
        this.prob = prob;
        this.ref = ref;
        this.weight = weight;
    }

    /** K. */
    int experts() {
        return experts;
    }

    /** M. */
    public int candidates() {
        return ref.length;
    }

    /**
     * What to multiply λ and all values by, and to divide welfare, cost and payments by, so that no sum is beyond a double: a
     * power of two, 1 unless λ is large beside the least reference probability.
     */
    public double unit(MixtureDivergence divergence, double lambda) {
        double least = 1;
        for (double mass : ref) {
            least = Math.min(least, mass);
        }
        return divergence.unit(lambda, least, Evaluation.LEAST_PROB);
    }

    /**
     * The first candidate that counts and on which every mixture costs infinitely much, or whose mass is too small for any
     * mixture to have a slope; −1 if there is none.
     */
    public int firstThatCannotBeMixed(MixtureDivergence divergence) {
        for (int x = 0; x < ref.length; x++) {
            boolean impossible = isReached(x)
                    ? divergence.isSteepAtZero() && most(x) < Evaluation.LEAST_PROB
                    : Double.isInfinite(divergence.value(0, ref[x]));
            if (weight[x] > 0 && impossible) {
                return x;
            }
        }
        return -1;
    }

    /** The largest mass that an expert gives to x. */
    public double most(int x) {
        double most = 0;
        for (int k = 0; k < experts; k++) {
            most = Math.max(most, prob[x * experts + k]);
        }
        return most;
    }

    /** π_θ(x). */
    public double mixed(int x, double[] theta) {
        double sum = 0;
        for (int k = 0; k < experts; k++) {
            sum += theta[k] * prob[x * experts + k];
        }
        return sum;
    }

    /** Whether some expert gives mass to x. */
    boolean isReached(int x) {
        return most(x) > 0;
    }
}
