package dev.candor.policy;

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
    /** The relative rise within which the exact optimum is shown to lie. */
    private static final double RISE = 0.125;
    /** (1−x)⁻ᵖ − 1 ≤ 4x for x ≤ 1/8, p ≤ 2. */
    private static final double MOST_BEND = 4;
    /** Of experts whose dependence is not taken for exact. */
    private static final double MOST_HESSIAN_ERROR = 1e-3;

    /** Of a term of A or ∇C, relative: π_k, q and λq. */
    private static final double MODEL_ROUNDINGS = 10;

    private final int experts;
    private final FaceFactor all;
    private final List<FlatDirection> flats;
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
    private final boolean certain;
    private final double welfareMissed;
    private final double gap;
    /** D: ‖d‖ on the face, what moves in from outside it included. */
    private final double reach;
    /** Largest weight that expert k outside the face can have, 0 on the face. */
    private final double[] cap;

    private final double[] hessian;
    private final int pivot;
    private final long face;
    /** Experts whose weight in θ* is shown to be positive; 0 where none is shown. */
    private final long support;
    /** η: along θ̂ … θ* the Hessian differs from the one at θ̂ by at most η times it. */
    private final double bend;
    /** ‖θ* − θ̂‖ is at most this. */
    private final double distance;

    private transient volatile FaceFactor faceFactor;

    MixtureUncertainty(MixtureCounterfactuals game, MixtureOptimum optimum) {
        MixtureDivergence divergence = game.divergence;
        Evaluation evaluation = optimum.evaluation();
        double[] theta = optimum.theta();
        experts = theta.length;
        pivot = MixtureSolver.largest(theta);
        hessian = evaluation.hessian();
        double[] slack = evaluation.slack(game.values, pivot);
        cleanSlack = new double[experts];
        double[] unclean = new double[experts];
        double largest = 0;
        double missed = 0;
        for (int k = 0; k < experts; k++) {
            boolean vanishing = -slack[k] > theta[k] * hessian[k * experts + k];
            cleanSlack[k] = vanishing ? slack[k] : 0;
            missed += vanishing ? theta[k] * -slack[k] : 0;
            unclean[k] = slack[k] - cleanSlack[k];
            largest = Math.max(largest, hessian[k * experts + k]);
        }
        all = new FaceFactor(hessian, experts, experts == 64 ? -1L : (1L << experts) - 1);
        double[] unitNorm = unitNorms();
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
        double[] off = new double[experts];
        double longest = Arrays.stream(unitNorm).max().orElse(0);
        for (int k = 0; k < experts; k++) {
            off[k] = MODEL_ROUNDINGS * UNIT_ROUNDOFF * (game.values.magnitude(0) + evaluation.gradientSize(k));
            model += off[k] * (all.isIndependent(k) ? unitNorm[k] : longest);
            lengths += unitNorm[k];
        }
        unitLength = lengths;
        condition = Math.max(1, spread * spread);
        hessianError = Math.min(MOST_HESSIAN_ERROR, (2 * experts + 12 + 4 * condition) * UNIT_ROUNDOFF);
        noise = (1 + 0x1p-20) * (evaluation.noise() + model + all.dualNorm(unclean)) * (1 + hessianError);
        flats = FlatDirection.of(game, hessian, all);
        double slackAlong = 0;
        double flatLengths = 0;
        for (FlatDirection flat : flats) {
            slackAlong +=
                    Math.abs(flat.dot(unclean)) + flat.sizes(off) + noise * flat.norm() + largest * flat.rounding();
            flatLengths += flat.length();
        }
        flatSlack = slackAlong;
        flatLength = flatLengths;
        gap = optimum.gap() * (1 + 0x1p-20);
        diameter = 2 * Math.sqrt(largest);

        double left = divergence.curvatureLeft(divergence.isSteepAtZero() ? RISE : 0) * (1 - hessianError);
        distance = 2 * noise / left + Math.sqrt(2 * missed / left);
        welfareMissed = noise * noise / (2 * left) + missed + flatSlack;
        cap = new double[experts];
        long onFace = 0;
        long positive = 0;
        boolean independent = true;
        double inward = 0;
        double rise = 0;
        for (int k = 0; k < experts; k++) {
            independent &= all.isIndependent(k);
            double most = all.isIndependent(k) ? Math.min(1, unitNorm[k] * distance) : 1;
            double bySlack = Math.max(theta[k], welfareMissed / -cleanSlack[k]);
            if (cleanSlack[k] < 0 && bySlack < most) {
                cap[k] = bySlack;
                inward += cap[k] * edge(k, pivot);
                most = cap[k];
            } else {
                onFace |= 1L << k;
                positive |= theta[k] > most ? 1L << k : 0;
                most = all.isIndependent(k) ? most : 0;
            }
            rise += most == 0 ? 0 : most * evaluation.ratio(k);
        }
        face = onFace;
        reach = distance + inward;
        certain = !divergence.isSteepAtZero() || rise < RISE;
        support = certain && independent && (positive >>> pivot & 1) == 1 ? positive : 0;
        bend = divergence.isSteepAtZero() ? MOST_BEND * rise : 0;
    }

    /** ‖e_k‖ in the dual norm: |d_k| ≤ this·‖d‖. */
    private double[] unitNorms() {
        double[] norms = new double[experts];
        double[] unit = new double[experts];
        for (int k = 0; k < experts; k++) {
            unit[k] = 1;
            norms[k] = all.dualNorm(unit);
            unit[k] = 0;
        }
        return norms;
    }

    /** ‖e_k − e_p‖. */
    private double edge(int k, int p) {
        return Math.sqrt(
                Math.max(0, hessian[k * experts + k] - 2 * hessian[k * experts + p] + hessian[p * experts + p]));
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
        return certain ? welfareMissed : gap + noise * diameter + flatSlack;
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
            return high - low;
        }
        FaceFactor factor = faceFactor;
        if (factor == null) {
            faceFactor = factor = new FaceFactor(hessian, experts, face);
        }
        double shift = factor.dualNorm(beta) * reach;
        for (int k = 0; k < experts; k++) {
            shift += cap[k] * Math.abs(beta[k]);
        }
        for (FlatDirection flat : flats) {
            shift += Math.abs(flat.dot(beta))
                    + UNIT_ROUNDOFF * experts * flat.sizes(beta)
                    + all.dualNorm(beta) * flat.norm();
        }
        return shift * (1 + hessianError);
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
        double apart = shiftOf(beta) + noise * size + flatSlack;
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
        double together = shiftOf(left) + noise * beyond + (bend + rounding) * distance * (size + beyond);
        return Math.min(apart, together * (1 + hessianError));
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
