package dev.candor.policy.mixture;

import dev.candor.optim.FaceFactor;
import java.io.Serializable;
import java.util.List;

/**
 * A face of the simplex that θ* lies next to: d = θ* − θ̂ is a move within it, and weights too small to matter of the
 * experts outside ({@code docs/mixture.md}, "The uncertainty of θ*").
 *
 * <p>An expert is outside where its slack is at least twice what noise can do to it: so noise of experts that are out of the
 * question, and of what they have in common with those of the face, is no part of the noise on the face.
 */
final class OptimumFace implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** The relative rise within which the exact optimum is shown to lie. */
    private static final double RISE = 0.125;

    private final int experts;
    private final double[] hessian;
    private final int pivot;
    private final long members;
    private final FaceFactor factor;
    private final List<FlatDirection> flats;
    /** ‖e_k‖* on the face, 0 outside it. */
    private final double[] unitNorm;
    /** Largest |d_k| of the experts outside, 0 on the face. */
    private final double[] cap;
    /** Experts outside whose slack leaves too much room. */
    private final long doubtful;

    private final double hessianError;
    private final double distance;
    private final double reach;
    private final double welfareMissed;
    private final double rise;
    private final long positive;

    /** Slopes at θ̂, and what is known of their errors; arrays of length K. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Slopes(Evaluation evaluation, double[] clean, double[] unclean, double[] off) {
        /** The same, those of the members as noise. */
        Slopes uncleanOn(long members) {
            double[] left = clean.clone();
            double[] all = unclean.clone();
            for (int k = 0; k < left.length; k++) {
                if ((members >>> k & 1) == 1) {
                    all[k] += left[k];
                    left[k] = 0;
                }
            }
            return new Slopes(evaluation, left, all, off);
        }
    }

    /**
     * The face with what the slopes of its members do to θ*. Slopes of members whose weights vanish can be taken for clean,
     * or for noise like all others: then they are what the others are along the directions in which experts are alike.
     */
    private static OptimumFace of(MixtureCounterfactuals game, Slopes slopes, long members) {
        OptimumFace clean = new OptimumFace(game, slopes, members);
        OptimumFace noisy = new OptimumFace(game, slopes.uncleanOn(members), members);
        return noisy.doubtful == clean.doubtful && noisy.reach < clean.reach ? noisy : clean;
    }

    private OptimumFace(MixtureCounterfactuals game, Slopes slopes, long members) {
        this.hessian = game.hessian;
        this.pivot = game.pivot;
        this.members = members;
        double[] theta = game.theta;
        experts = theta.length;
        factor = new FaceFactor(hessian, experts, members);
        flats = FlatDirection.of(game, hessian, members, factor);
        unitNorm = factor.unitNorms(experts);
        double spread = 0;
        double longest = 0;
        for (int k = 0; k < experts; k++) {
            spread += factor.isIndependent(k) ? Math.sqrt(hessian[k * experts + k]) * unitNorm[k] : 0;
            longest = Math.max(longest, unitNorm[k]);
        }
        double condition = Math.max(1, spread * spread);
        hessianError = MixtureUncertainty.hessianError(experts, condition);
        double loose = factor.dualNorm(slopes.unclean);
        double largest = 0;
        for (int k = 0; k < experts; k++) {
            if (isMember(k)) {
                loose += slopes.off[k] * (factor.isIndependent(k) ? unitNorm[k] : longest);
                largest = Math.max(largest, hessian[k * experts + k]);
            }
        }
        double noise = (1 + 0x1p-20) * (slopes.evaluation.noise() + loose) * (1 + hessianError);
        double flatSlack = 0;
        for (FlatDirection flat : flats) {
            flatSlack += flat.slack(slopes.unclean, slopes.off, noise, largest);
        }
        double missed = 0;
        for (int k = 0; k < experts; k++) {
            // Outside, half of the slack may go to noise.
            missed += theta[k] * -slopes.clean[k] * (isMember(k) ? 1 : 1.5);
        }
        double left = game.divergence.curvatureLeft(game.divergence.isSteepAtZero() ? RISE : 0) * (1 - hessianError);
        distance = 2 * noise / left + Math.sqrt(2 * (missed + flatSlack) / left);
        welfareMissed = noise * noise / (2 * left) + missed + flatSlack;
        cap = new double[experts];
        double inward = 0;
        double moved = 0;
        long back = 0;
        for (int k = 0; k < experts; k++) {
            if (!isMember(k)) {
                double edge = edge(k);
                double room = -slopes.clean[k] / 2;
                cap[k] = Math.max(theta[k], welfareMissed / room);
                inward += cap[k] * edge;
                moved += cap[k];
                back |= room > slopes.off[k] + slopes.off[pivot] + loose * edge ? 0 : 1L << k;
            }
        }
        doubtful = back;
        reach = distance + inward;
        double rising = 0;
        long shown = 0;
        for (int k = 0; k < experts; k++) {
            double most = isMember(k) ? unitNorm[k] * reach + (k == pivot ? moved : 0) : cap[k];
            shown |= isMember(k) && flats.isEmpty() && theta[k] > most ? 1L << k : 0;
            rising += most == 0 ? 0 : Math.min(1, most) * slopes.evaluation.ratio(k);
        }
        rise = rising;
        positive = shown;
    }

    /**
     * The face without experts of negative slack, but for those that noise might bring in, or that the length of d bounds
     * better than their slack.
     *
     * @param all of the whole simplex
     */
    static OptimumFace of(MixtureCounterfactuals game, Slopes slopes, FaceFactor all) {
        int experts = game.theta.length;
        double[] unitNorm = all.unitNorms(experts);
        long members = 0;
        for (int k = 0; k < experts; k++) {
            members |= slopes.clean[k] < 0 ? 0 : 1L << k;
        }
        while (true) {
            OptimumFace face = of(game, slopes, members);
            long back = face.doubtful;
            for (int k = 0; k < experts; k++) {
                double most = all.isIndependent(k) ? Math.min(1, unitNorm[k] * face.distance) : 1;
                back |= !face.isMember(k) && face.cap[k] >= most ? 1L << k : 0;
            }
            if (back == 0) {
                return face;
            }
            members |= back;
        }
    }

    private boolean isMember(int k) {
        return (members >>> k & 1) == 1;
    }

    /** ‖e_k − e_pivot‖. */
    private double edge(int k) {
        double own = hessian[k * experts + k];
        double both = hessian[k * experts + pivot];
        return Math.sqrt(Math.max(0, own - 2 * both + hessian[pivot * experts + pivot]));
    }

    /** ‖θ* − θ̂‖ is at most this. */
    double distance() {
        return distance;
    }

    /** F(θ*) − F(θ̂) is at most this. */
    double welfareMissed() {
        return welfareMissed;
    }

    /** From θ̂ to θ* no probability changes by more of itself. */
    double rise() {
        return rise;
    }

    /** Whether the bounds hold: where f″ changes with π, θ* must be near. */
    boolean isCertain(boolean steep) {
        return !steep || rise < RISE;
    }

    /** Experts whose weight in θ* is shown to be positive; 0 where none is shown. */
    long positive() {
        return (positive >>> pivot & 1) == 1 ? positive : 0;
    }

    /** |⟨β, θ* − θ̂⟩| is at most this; β of length K, 0 at the pivot. */
    double shiftOf(double[] beta) {
        double length = factor.dualNorm(beta);
        double shift = length * reach;
        for (int k = 0; k < experts; k++) {
            shift += cap[k] * Math.abs(beta[k]);
        }
        for (FlatDirection flat : flats) {
            shift += Math.abs(flat.dot(beta)) + UNIT_ROUNDOFF * experts * flat.sizes(beta) + length * flat.norm();
        }
        return shift * (1 + hessianError);
    }
}
