package dev.candor.policy;

import java.io.Serializable;

/**
 * How far θ* can be from θ̂ where all weights but the largest vanish, from slopes alone: F is concave, so
 * Σ_k σ_k(θ*_k − θ̂_k) ≥ F(θ*) − F(θ̂) ≥ 0 for the exact σ_k = s_k − s_pivot at θ̂. No curvature is asked for, which near
 * weights of 1e-45 says nothing.
 */
final class VertexBounds implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of the terms of a slope: rounding of g′, of the sums, and of the model. */
    private static final double SLOPE_ROUNDING = 1e-14;
    /** Of what is bounded here. */
    private static final double ROUNDING = 0x1p-40;

    private final double welfareMissed;
    /** Largest |θ*_k − θ̂_k|, 0 at the pivot. */
    private final double[] cap;

    VertexBounds(MixtureCounterfactuals game, Evaluation evaluation, double[] slack) {
        int experts = slack.length;
        double[] error = new double[experts];
        // The largest weight is 1 minus the others: off by as many roundings, in both slopes.
        double rounding = SLOPE_ROUNDING + (4 * experts + 8) * 0x1p-53;
        double common = game.values.magnitude(0) + game.lambda + evaluation.gradientSize(game.pivot);
        double missed = 0;
        for (int k = 0; k < experts; k++) {
            if (k != game.pivot) {
                error[k] = rounding * (common + evaluation.gradientSize(k));
                double rising = slack[k] + error[k];
                // An expert that may rise can rise to 1.
                missed += rising > 0 ? rising : game.theta[k] * (error[k] - slack[k]);
            }
        }
        welfareMissed = missed * (1 + ROUNDING);
        cap = new double[experts];
        for (int k = 0; k < experts; k++) {
            double falling = -slack[k] - error[k];
            double most = falling > 0 ? Math.max(game.theta[k], welfareMissed / falling) : 1;
            cap[k] = k == game.pivot ? 0 : Math.min(1, most);
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
