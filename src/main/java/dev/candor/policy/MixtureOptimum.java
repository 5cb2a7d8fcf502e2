package dev.candor.policy;

import dev.candor.optim.SolveStatus;
import java.io.Serializable;

/**
 * The outcome of {@link MixtureSolver}.
 *
 * @param evaluation C and its derivatives at θ*
 * @param welfare F(θ*) = ⟨A,θ*⟩ − C(θ*)
 * @param gap Frank–Wolfe duality gap: F(θ) ≤ welfare + gap for every θ, up to the rounding of F
 * @param passes evaluations asked for
 */
public record MixtureOptimum(Evaluation evaluation, double welfare, double gap, int passes, SolveStatus status)
        implements Serializable {

    /** θ*, length K; its largest weight is 1 minus the others. */
    public double[] theta() {
        return evaluation.theta();
    }
}
