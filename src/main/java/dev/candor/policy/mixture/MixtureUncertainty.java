package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.optim.FaceFactor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * How far the exact optimum can be from the computed θ̂, and what that can change for an agent: {@code docs/mixture.md},
 * "The uncertainty of θ*".
 *
 * <p>The slack s_k − s_pivot is split into a clean part, 0 on the support and ≤ 0 where weights are 0 or
 * vanish, and noise ε with
 * |⟨ε,d⟩| ≤ E·‖d‖, ‖d‖² = dᵀHd.
 */
final class MixtureUncertainty implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** (1−x)⁻ᵖ − 1 ≤ 4x for x ≤ 1/8, p ≤ 2. */
    private static final double MOST_BEND = 4;
    /** Of experts whose dependence is not taken for exact. */
    private static final double MOST_HESSIAN_ERROR = 1e-3;

    /** Of a term of A or ∇C, relative: π_k, q and λq. */
    private static final double MODEL_ROUNDINGS = 10;

    private final int experts;
    private final double flatSlack;
    private final double flatLength;
    private final double unitLength;
    private final double slopeSize;
    private final double[] cleanSlack;
    private final double noise;
    private final double hessianError;
    private final double condition;
    private final double diameter;
    private final double riseOfUnit;
    private final double gap;
    private final OptimumFace face;
    private final boolean certain;
    /** Null where the face is certain. */
    private final VertexBounds vertex;

    private final double slopeNoise;
    private final double[] unclean;
    private final double[] off;

    private final double[] hessian;
    private final int pivot;
    /** Experts whose weight in θ* is shown to be positive; 0 where none is shown. */
    private final long support;
    /** η: along θ̂ … θ* the Hessian differs from the one at θ̂ by at most η times it. */
    private final double bend;

    MixtureUncertainty(MixtureCounterfactuals game, MixtureOptimum optimum) {
        MixtureDivergence divergence = game.divergence;
        Evaluation evaluation = optimum.evaluation();
        double[] theta = optimum.theta();
        experts = theta.length;
        pivot = MixtureSolver.largest(theta);
        hessian = evaluation.hessian();
        double[] slack = evaluation.slack(game.values, pivot);
        cleanSlack = new double[experts];
        unclean = new double[experts];
        double largest = 0;
        for (int k = 0; k < experts; k++) {
            boolean vanishing = -slack[k] > theta[k] * hessian[k * experts + k];
            cleanSlack[k] = vanishing ? slack[k] : 0;
            unclean[k] = slack[k] - cleanSlack[k];
            largest = Math.max(largest, hessian[k * experts + k]);
        }
        long whole = -1L >>> (Long.SIZE - experts);
        FaceFactor all = new FaceFactor(hessian, experts, whole);
        double[] unitNorm = all.unitNorms(experts);
        double spread = 0;
        double unitRise = 0;
        for (int k = 0; k < experts; k++) {
            if (all.isIndependent(k)) {
                spread += Math.sqrt(hessian[k * experts + k]) * unitNorm[k];
                unitRise += evaluation.ratio(k) * unitNorm[k];
            }
        }
        riseOfUnit = unitRise;
        slopeSize = MixtureBatch.slopeSize(evaluation);
        double model = 0;
        double lengths = 0;
        off = new double[experts];
        double longest = Arrays.stream(unitNorm).max().orElse(0);
        for (int k = 0; k < experts; k++) {
            off[k] = MODEL_ROUNDINGS * UNIT_ROUNDOFF * (game.values.magnitude(0) + evaluation.gradientSize(k));
            model += off[k] * (all.isIndependent(k) ? unitNorm[k] : longest);
            lengths += unitNorm[k];
        }
        unitLength = lengths;
        condition = Math.max(1, spread * spread);
        hessianError = hessianError(experts, condition);
        slopeNoise = evaluation.noise();
        noise = (1 + 0x1p-20) * (slopeNoise + model + all.dualNorm(unclean)) * (1 + hessianError);
        List<FlatDirection> flats = FlatDirection.of(game, hessian, whole, all);
        double slackAlong = 0;
        double flatLengths = 0;
        for (FlatDirection flat : flats) {
            slackAlong += flat.slack(unclean, off, noise, largest);
            flatLengths += flat.length();
        }
        flatSlack = slackAlong;
        flatLength = flatLengths;
        gap = optimum.gap() * (1 + 0x1p-20);
        diameter = 2 * Math.sqrt(largest);

        face = OptimumFace.of(game, new OptimumFace.Slopes(evaluation, cleanSlack, unclean, off), all);
        certain = face.isCertain(divergence.isSteepAtZero());
        vertex = certain ? null : new VertexBounds(game, evaluation, slack);
        support = certain ? face.positive() : 0;
        bend = divergence.isSteepAtZero() ? MOST_BEND * face.rise() : 0;
    }

    /** φ of a Hessian with |d|ᵀH|d| ≤ χ·dᵀHd. */
    static double hessianError(int experts, double condition) {
        return Math.min(MOST_HESSIAN_ERROR, (2 * experts + 12 + 4 * condition) * UNIT_ROUNDOFF);
    }

    /** 0 on the support, ≤ 0 where a weight is 0 or Newton's step would make it so; length K. */
    double[] cleanSlack() {
        return cleanSlack;
    }

    /** E. */
    double noise() {
        return noise;
    }

    /** Σ_k ‖e_k‖*: Σ|d_k| is at most this times ‖d‖, but for what lies along the flat directions. */
    double unitLength() {
        return unitLength;
    }

    /** What E leaves out: slopes along the flat directions, which no length bounds. */
    double flatSlack() {
        return flatSlack;
    }

    /** Σ|z_k| over the flat directions z. */
    double flatLength() {
        return flatLength;
    }

    /** Σ |term| of the steepest slope of C. */
    double slopeSize() {
        return slopeSize;
    }

    /** φ: the true Hessian is at least 1 − φ times the computed one. */
    double hessianError() {
        return hessianError;
    }

    /** χ with |d|ᵀH|d| ≤ χ·dᵀHd. */
    double condition() {
        return condition;
    }

    /** Λ = Σ R_k‖e_k‖: a move d raises no probability by more than Λ‖d‖ of itself. */
    double riseOfUnit() {
        return riseOfUnit;
    }

    /** At least ‖θ − θ′‖ for any two mixtures. */
    double diameter() {
        return diameter;
    }

    /** F(θ*) − F(θ̂) is at most this. */
    double welfareMissed() {
        return certain ? face.welfareMissed() : Math.min(vertex.welfareMissed(), gap + noise * diameter + flatSlack);
    }

    /** |⟨β, θ* − θ̂⟩| is at most this; β of length K, 0 at the pivot. */
    double shiftOf(double[] beta) {
        if (!certain) {
            double low = 0;
            double high = 0;
            for (double part : beta) {
                low = Math.min(low, part);
                high = Math.max(high, part);
            }
            return Math.min(high - low, vertex.shiftOf(beta));
        }
        return face.shiftOf(beta);
    }

    /**
     * |⟨ε,h⟩ + ⟨β, θ* − θ̂⟩| is at most this: what the error of θ̂ changes in the value of a move. The two are of opposite
     * sign, for ε is what H makes of θ* − θ̂, and a move that answers to β has β + Hh ≈ 0.
     *
     * @param beta β, length K, 0 at the pivot
     * @param move h, length K, sum 0
     */
    double shiftOf(double[] beta, double[] move) {
        double size = norm(move);
        double apart = shiftOf(beta) + errorAlong(move, size);
        if (support == 0) {
            return apart;
        }
        double[] outside = new double[experts];
        for (int k = 0; k < experts; k++) {
            boolean within = (support >>> k & 1) == 1;
            outside[k] += within ? 0 : move[k];
            outside[pivot] -= within ? 0 : move[k];
        }
        double[] left = new double[experts];
        for (int k = 0; k < experts; k++) {
            double pull = beta[k];
            for (int l = 0; l < experts; l++) {
                pull += (hessian[k * experts + l] - hessian[pivot * experts + l]) * (move[l] - outside[l]);
            }
            left[k] = pull;
        }
        double beyond = norm(outside);
        double rounding = hessianError + (2 * experts + 4) * UNIT_ROUNDOFF * condition;
        double together =
                shiftOf(left) + errorAlong(outside, beyond) + (bend + rounding) * face.distance() * (size + beyond);
        return Math.min(apart, together * (1 + hessianError));
    }

    /** |⟨ε,h⟩| is at most this, ‖h‖ = size. */
    private double errorAlong(double[] move, double size) {
        double known = 0;
        double unknown = 0;
        for (int k = 0; k < experts; k++) {
            known += unclean[k] * move[k];
            unknown += off[k] * Math.abs(move[k]) + experts * UNIT_ROUNDOFF * Math.abs(unclean[k] * move[k]);
        }
        double term = slopeNoise * size * (1 + hessianError) + Math.abs(known) + unknown;
        return (1 + 0x1p-20) * Math.min(noise * size + flatSlack, term);
    }

    /** √(dᵀHd). */
    private double norm(double[] d) {
        double sum = 0;
        for (int k = 0; k < experts; k++) {
            for (int l = 0; l < experts; l++) {
                sum += d[k] * hessian[k * experts + l] * d[l];
            }
        }
        return Math.sqrt(Math.max(sum, 0));
    }
}
