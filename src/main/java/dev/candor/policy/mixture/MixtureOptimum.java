package dev.candor.policy.mixture;

import dev.candor.optim.FaceFactor;
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

    /** Whether the gap is as small as the solver asks for. */
    public boolean isCertified() {
        return status == SolveStatus.CONVERGED;
    }

    /**
     * How θ* answers to a change v of A: argmax ⟨v,h⟩ − ½hᵀ∇²C h over the directions of the face that it lies in.
     *
     * @param v length K
     * @param target receives (∂θ/∂A)·v, length K
     */
    public void response(double[] v, double[] target) {
        double[] theta = theta();
        long face = 0;
        for (int k = 0; k < theta.length; k++) {
            face |= theta[k] > 0 ? 1L << k : 0;
        }
        new FaceFactor(evaluation.hessian(), theta.length, face).step(v, target);
    }
}
