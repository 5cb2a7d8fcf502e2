package dev.candor.policy.mixture;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How far θ* can be from θ̂ where all weights but the largest vanish, from slopes alone: F is concave, so
 * Σ_k σ_k(θ*_k − θ′_k) ≥ F(θ*) − F(θ′) ≥ 0 for the exact σ_k = s_k − s_pivot at any mixture θ′. No curvature is asked for,
 * which near weights of 1e-45 says nothing. Where a slope at θ̂ may be 0, it is one at a θ′ of larger weights that tells.
 */
final class VertexBounds implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of the terms of a slope: rounding of g′, of the sums, and of the model. */
    private static final double SLOPE_ROUNDING = 1e-14;
    /** Of what is bounded here. */
    private static final double ROUNDING = 0x1p-40;
    /** How many times the weights of θ̂ those of θ′ are, but for the largest. */
    private static final double[] RAISES = {0x1p3, 0x1p9, 0x1p27};
    /** All of those together are at most this. */
    private static final double MOST_RAISED = 0.25;

    private final double welfareMissed;
    /** Largest |θ*_k − θ̂_k|, 0 at the pivot. */
    private final double[] cap;

    VertexBounds(MixtureCounterfactuals game, Evaluation evaluation, double[] slack) {
        Slopes here = new Slopes(game, game.theta, evaluation, slack);
        double[] most = here.mostWeights();
        for (double raise : RAISES) {
            if (isOpen(most, game, raise)) {
                lower(most, game, raise);
            }
        }
        double missed = 0;
        cap = new double[most.length];
        for (int k = 0; k < cap.length; k++) {
            if (k != game.pivot) {
                cap[k] = Math.max(game.theta[k], most[k]);
                double rising = Math.max(0, slack[k] + here.error[k]) * most[k];
                double falling = Math.max(0, here.error[k] - slack[k]) * game.theta[k];
                missed += Math.max(rising, falling);
            }
        }
        welfareMissed = missed * (1 + ROUNDING);
    }

    /** Whether weights raised by so much are less than what is known of some. */
    private static boolean isOpen(double[] most, MixtureCounterfactuals game, double raise) {
        for (int k = 0; k < most.length; k++) {
            if (k != game.pivot && most[k] > 2 * raise * game.theta[k]) {
                return true;
            }
        }
        return false;
    }

    /** Lowers {@code most} to what slopes at raised weights say. */
    private static void lower(double[] most, MixtureCounterfactuals game, double raise) {
        double[] raised = game.theta.clone();
        raised[game.pivot] = 0;
        for (int k = 0; k < raised.length; k++) {
            raised[k] *= raise;
        }
        if (Arrays.stream(raised).sum() > MOST_RAISED) {
            return;
        }
        raised[game.pivot] = 1;
        MixtureSolver.normalised(raised);
        Evaluation there = Evaluation.of(game.block, game.divergence, game.lambda, raised);
        if (there.isInterior()) {
            double[] found = new Slopes(game, raised, there, there.slack(game.values, game.pivot)).mostWeights();
            for (int k = 0; k < most.length; k++) {
                most[k] = Math.min(most[k], found[k]);
            }
        }
    }

    /** Slopes at a mixture, and how far each can be from the exact one. */
    private static final class Slopes {
        final int pivot;
        final double[] at;
        final double[] slack;
        final double[] error;

        Slopes(MixtureCounterfactuals game, double[] at, Evaluation evaluation, double[] slack) {
            this.pivot = game.pivot;
            this.at = at;
            this.slack = slack;
            this.error = new double[slack.length];
            // The largest weight is 1 minus the others: off by as many roundings, in both slopes.
            double rounding = SLOPE_ROUNDING + (4 * slack.length + 8) * 0x1p-53;
            double common = game.values.magnitude(0) + game.lambda + evaluation.gradientSize(pivot);
            for (int k = 0; k < slack.length; k++) {
                error[k] = k == pivot ? 0 : rounding * (common + evaluation.gradientSize(k));
            }
        }

        /** θ*_k is at most this; 1 where slopes do not tell. */
        double[] mostWeights() {
            double sum = 0;
            for (int k = 0; k < slack.length; k++) {
                // An expert that may rise can rise to 1, and one that may fall to 0.
                sum += Math.max(Math.max(0, slack[k] + error[k]), at[k] * (error[k] - slack[k]));
            }
            sum *= 1 + ROUNDING;
            double[] most = new double[slack.length];
            for (int k = 0; k < most.length; k++) {
                double falling = -slack[k] - error[k];
                most[k] = k != pivot && falling > 0 ? Math.min(1, sum / falling) : 1;
            }
            return most;
        }
    }

    /** F(θ*) − F(θ̂) is at most this. */
    double welfareMissed() {
        return welfareMissed;
    }

    /** |⟨β, θ* − θ̂⟩| is at most this; β of length K, 0 at the pivot. */
    double shiftOf(double[] beta) {
        double shift = 0;
        for (int k = 0; k < cap.length; k++) {
            shift += cap[k] * Math.abs(beta[k]);
        }
        return shift * (1 + ROUNDING);
    }
}
