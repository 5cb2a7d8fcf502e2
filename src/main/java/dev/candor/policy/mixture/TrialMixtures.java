package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.optim.FaceFactor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the solver may go from a mixture: all are evaluated in one pass, so that choosing a step takes no pass of its own.
 *
 * <p>Newton's step alone where π changes little by it. Elsewhere g′ is steep: there are steps too that change it, not π,
 * as the quadratic model says (under kl a weight is multiplied where Newton would add), and a short one.
 */
final class TrialMixtures {
    /** Σ|d_k|·R_k below which Newton's step is as good as any. */
    private static final double SMALL_MOVE = 0.3;
    /** Logarithms by which a weight may fall in one step: falls can be too deep for the Hessian to tell experts apart. */
    private static final double CAREFUL = 6;

    private static final double BOLD = 12;
    /** Once the gap is closed, on the way to weights of 1e-20. */
    private static final double DEEP = 40;

    private static final double SHORT = 0.3;
    /** Shorter and shorter, for when nothing else rises. */
    private static final double[] SHORTER = {0.1, 1e-2, 1e-3, 1e-4, 1e-5};

    /** Share of the gap that raised weights may cost. */
    private static final double COST_OF_RAISING = 0.01;

    private static final double MOST_RAISED = 1e-3;

    private final MixtureDivergence divergence;
    private final MixturePoint from;
    private final int experts;
    private final double[] hessian;
    /** max s − min s. */
    private final double spread;
    /** No weight falls below this while the gap is open: together they cost less than F can tell. */
    private final double least;

    TrialMixtures(MixtureDivergence divergence, MixturePoint from) {
        this.divergence = divergence;
        this.from = from;
        this.experts = from.theta.length;
        this.hessian = from.evaluation.hessian();
        double high = Arrays.stream(from.slack).max().orElse(0);
        double low = Arrays.stream(from.slack).min().orElse(0);
        this.spread = high - low;
        this.least = from.isConverged() ? 0 : from.blur / (experts * spread);
    }

    /** The mixtures to try. */
    List<double[]> all() {
        List<double[]> trials = new ArrayList<>();
        trials.add(along(1));
        if (!divergence.isSteepAtZero() || mostRelativeMove() < SMALL_MOVE) {
            return trials;
        }
        double[] unbounded = unbounded();
        for (double fall : new double[] {CAREFUL, from.isConverged() ? DEEP : BOLD}) {
            trials.add(onTheFace(fall));
            trials.add(multiplied(unbounded, fall));
        }
        trials.add(along(SHORT));
        return trials;
    }

    /** Shorter and shorter parts of Newton's step. */
    List<double[]> shorter() {
        return Arrays.stream(SHORTER).mapToObj(this::along).toList();
    }

    private double mostRelativeMove() {
        double most = 0;
        for (int k = 0; k < experts; k++) {
            most += from.move[k] == 0 ? 0 : Math.abs(from.move[k]) * from.evaluation.ratio(k);
        }
        return most;
    }

    private double[] along(double step) {
        double[] theta = new double[experts];
        for (int k = 0; k < experts; k++) {
            theta[k] = Math.max(0, from.theta[k] + step * from.move[k]);
        }
        return MixtureSolver.normalised(theta);
    }

    /** Newton's step, but for weights that it would end and rises of more than the probability itself: those in g′. */
    private double[] onTheFace(double fall) {
        double[] theta = from.theta.clone();
        for (int k = 0; k < experts; k++) {
            double rise = from.move[k] * from.evaluation.ratio(k);
            if (theta[k] > 0 && theta[k] + from.move[k] <= 0) {
                double own = Math.abs(from.slack[k]) / (theta[k] * hessian[k * experts + k]);
                theta[k] = multiplied(k, divergence.factor(-Math.max(own, 1), fall));
            } else if (rise > 1) {
                theta[k] += (divergence.factor(rise, fall) - 1) / from.evaluation.ratio(k);
            } else {
                theta[k] += from.move[k];
            }
        }
        return scaled(theta);
    }

    /** Newton's step on the support as if weights could be negative. */
    private double[] unbounded() {
        long support = 0;
        for (int k = 0; k < experts; k++) {
            support |= from.theta[k] > 0 ? 1L << k : 0;
        }
        double[] step = new double[experts];
        new FaceFactor(hessian, experts, support).step(from.slack, step);
        return step;
    }

    /** Every weight multiplied by what the relative step is in g′. */
    private double[] multiplied(double[] step, double fall) {
        double[] theta = from.theta.clone();
        for (int k = 0; k < experts; k++) {
            theta[k] = theta[k] > 0 ? multiplied(k, divergence.factor(step[k] / theta[k], fall)) : 0;
        }
        return scaled(theta);
    }

    private double multiplied(int k, double factor) {
        return Math.max(from.theta[k] * factor, Math.min(from.theta[k], least));
    }

    /**
     * Every weight at least so large that all of them cost a small part of the gap. Where weights have fallen too low, the
     * Hessian sees the experts that alone reach some candidate as one, and no step brings back those that fell too far.
     */
    double[] raised() {
        double raised = Math.min(MOST_RAISED, COST_OF_RAISING * from.gap / spread);
        return scaled(Arrays.stream(from.theta).map(t -> Math.max(t, raised)).toArray());
    }

    /** No weight above 1, then all to sum 1. */
    private static double[] scaled(double[] theta) {
        double sum = 0;
        for (int k = 0; k < theta.length; k++) {
            theta[k] = Math.min(1, Math.max(0, theta[k]));
            sum += theta[k];
        }
        for (int k = 0; k < theta.length; k++) {
            theta[k] /= sum;
        }
        return MixtureSolver.normalised(theta);
    }
}
