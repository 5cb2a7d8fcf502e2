package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.model.UserException;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * C(θ) = λ Σ q g(π_θ) with gradient and Hessian, at one θ: a mergeable state.
 *
 * <p>Every candidate's terms are added exactly, so the result depends on no order and no partition: two evaluations of
 * the same candidates are the same bits. In the gradient even the products are exact, c_x·π_k(x) as a product and its
 * rounding error; what error remains is that of c_x = λq·g′, and {@link #noise} bounds what it can do.
 */
public final class Evaluation implements Serializable {
    /** Below this a mixture's probability counts as none. */
    public static final double LEAST_PROB = 1e-140;

    private static final long serialVersionUID = 1L;
    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** Of g′ and of π g″, which is what roundings of π0 are to it: five of π0, the others of g′ itself. */
    private static final double SLOPE_ROUNDINGS = 12;

    private final double[] theta;
    /** −∇C, length K; then C, noise², the Hessian's upper triangle by rows, and the sizes of the gradient's terms, length K. */
    private final ExactSums sums;
    /** max over x of π_k(x)/π_θ(x), length K. */
    private final double[] ratio;

    private long candidates;
    private boolean interior = true;

    private Evaluation(double[] theta) {
        this.theta = theta.clone();
        this.sums = new ExactSums(sizes(theta.length) + theta.length);
        this.ratio = new double[theta.length];
    }

    /** Where the sizes of the gradient's terms begin. */
    private static int sizes(int experts) {
        return experts + 2 + experts * (experts + 1) / 2;
    }

    /** Of no candidates: the identity of {@link #merge}. */
    static Evaluation empty(double[] theta) {
        return new Evaluation(theta);
    }

    /** Of the block's candidates. */
    static Evaluation of(ExpertBlock block, MixtureDivergence divergence, double lambda, double[] theta) {
        Evaluation evaluation = new Evaluation(theta);
        Terms terms = new Terms(evaluation, block, divergence, lambda);
        for (int x = 0; x < block.candidates(); x++) {
            if (block.weight[x] > 0) {
                terms.add(x);
            }
        }
        return evaluation;
    }

    /** Of the block's candidates, at each of some mixtures. */
    public static List<Evaluation> of(
            ExpertBlock block, MixtureDivergence divergence, double lambda, List<double[]> mixtures) {
        List<Evaluation> evaluations = new ArrayList<>();
        mixtures.forEach(theta -> evaluations.add(of(block, divergence, lambda, theta)));
        return evaluations;
    }

    /** Adds to each evaluation the candidates of another at the same mixture; returns the first list. */
    public static List<Evaluation> merge(List<Evaluation> evaluations, List<Evaluation> others) {
        for (int i = 0; i < evaluations.size(); i++) {
            evaluations.get(i).merge(others.get(i));
        }
        return evaluations;
    }

    /** Adds the candidates of another evaluation at the same θ; returns this. */
    Evaluation merge(Evaluation other) {
        if (!Arrays.equals(theta, other.theta)) {
            throw new IllegalArgumentException("cannot merge evaluations at different mixtures");
        }
        sums.merge(other.sums);
        for (int k = 0; k < ratio.length; k++) {
            ratio[k] = Math.max(ratio[k], other.ratio[k]);
        }
        candidates += other.candidates;
        interior &= other.interior;
        return this;
    }

    /** K. */
    int experts() {
        return theta.length;
    }

    /** The mixture θ, length K. */
    double[] theta() {
        return theta.clone();
    }

    /** Candidates of positive weight. */
    long candidates() {
        return candidates;
    }

    /** Whether value and derivatives are finite: no candidate that an expert reaches is left with mass 0. */
    boolean isInterior() {
        return interior;
    }

    /** C(θ). */
    public double value() {
        return sums.value(theta.length);
    }

    /** ∂C/∂θ_k, up to a constant that is the same of all k while each π_k sums to 1. */
    double gradient(int k) {
        return -sums.value(k);
    }

    /** Σ |term| of ∂C/∂θ_k: what its rounding is relative to. */
    double gradientSize(int k) {
        return sums.value(sizes(theta.length) + k);
    }

    /** ∇²C, row-major K × K. */
    double[] hessian() {
        int experts = theta.length;
        double[] hessian = new double[experts * experts];
        int at = experts + 2;
        for (int k = 0; k < experts; k++) {
            for (int l = k; l < experts; l++) {
                double entry = sums.value(at++);
                hessian[k * experts + l] = entry;
                hessian[l * experts + k] = entry;
            }
        }
        return hessian;
    }

    /** max over candidates of π_k/π_θ: θ_k cannot rise by d without some probability rising by up to d times this. */
    double ratio(int k) {
        return ratio[k];
    }

    /** E with |⟨error of the gradient, d⟩| ≤ E·√(dᵀ∇²C d) for all d, by Cauchy–Schwarz candidate by candidate. */
    double noise() {
        return Math.sqrt(sums.value(theta.length + 1));
    }

    /** s_k − s_pivot, s = A − ∇C: exact sums, rounded once; length K. A is the values of one party. */
    double[] slack(MixtureValues values, int pivot) {
        ExactSums slack = new ExactSums(sums.count());
        slack.merge(sums);
        for (int k = 0; k < theta.length; k++) {
            slack.add(k, values.value(0, k));
            slack.add(k, values.rest(0, k));
        }
        double[] difference = new double[theta.length];
        for (int k = 0; k < theta.length; k++) {
            difference[k] = slack.difference(k, pivot);
        }
        return difference;
    }

    /** One walk over a block. */
    private static final class Terms {
        private final Evaluation into;
        private final ExpertBlock block;
        private final MixtureDivergence divergence;
        private final double lambda;
        private final int experts;
        /** 0, 1, …: sum k takes term k; from K + 2 on, the rows of the triangle one after another. */
        private final int[] index;
        /** A θ_k that is 1 − Σ of the others is off by K roundings, the sum over k by K more. */
        private final double mixing;

        Terms(Evaluation into, ExpertBlock block, MixtureDivergence divergence, double lambda) {
            this.into = into;
            this.block = block;
            this.divergence = divergence;
            this.lambda = lambda;
            this.experts = block.experts();
            this.index = new int[block.prob.length];
            for (int i = 0; i < index.length; i++) {
                index[i] = i % experts;
            }
            this.mixing = (2 * experts + 4) * UNIT_ROUNDOFF;
        }

        void add(int x) {
            double prob = block.mixed(x, into.theta);
            double ref = block.ref[x];
            double scale = lambda * block.weight[x];
            into.candidates++;
            if (prob < LEAST_PROB && (divergence.isSteepAtZero() || !block.isReached(x))) {
                addWithoutMass(x, scale);
                return;
            }
            double slope = divergence.slope(prob, ref);
            double curvature = divergence.curvature(prob, ref);
            double stiffness = curvature * prob;
            double error = mixing * stiffness + SLOPE_ROUNDINGS * UNIT_ROUNDOFF * (stiffness + Math.abs(slope));
            into.sums.add(experts, scale * divergence.value(prob, ref));
            into.sums.add(experts + 1, scale * error * (error / curvature));
            addGradient(x, -scale * slope, prob);
            addHessian(x, scale * curvature);
        }

        private void addGradient(int x, double factor, double prob) {
            int row = x * experts;
            into.sums.addProducts(factor, index, block.prob, row, row + experts, 0);
            for (int k = 0; k < experts; k++) {
                double p = block.prob[row + k];
                into.sums.add(sizes(experts) + k, Math.abs(factor * p));
                if (p > 0) {
                    into.ratio[k] = Math.max(into.ratio[k], p / prob);
                }
            }
        }

        private void addHessian(int x, double factor) {
            int row = x * experts;
            int triangle = experts + 2;
            for (int k = 0; k < experts; k++) {
                into.sums.addScaled(
                        factor * block.prob[row + k], index, block.prob, row + k, row + experts, k - triangle);
                triangle += experts - k;
            }
        }

        /** A candidate no expert reaches is a constant; one some expert reaches has no finite slope here. */
        private void addWithoutMass(int x, double scale) {
            if (block.isReached(x)) {
                into.interior = false;
                for (int k = 0; k < experts; k++) {
                    if (block.prob[x * experts + k] > 0) {
                        into.ratio[k] = Double.POSITIVE_INFINITY;
                    }
                }
                return;
            }
            double constant = scale * divergence.value(0, block.ref[x]);
            if (Double.isInfinite(constant)) {
                throw UserException.configuration("Cannot mix experts under " + divergence.commandName()
                        + ": a candidate of reference probability " + block.ref[x]
                        + " gets no mass from any expert, which costs infinitely much; use another --divergence or an"
                        + " expert that covers it");
            }
            into.sums.add(experts, constant);
        }
    }
}
