package dev.candor.policy.mixture;

import java.io.Serializable;

/** κ_i p_i of a batch of agents, each with an interval that contains it. */
public final class MixtureCharges implements Serializable {
    private static final long serialVersionUID = 1L;

    final double[] payment;
    final double[] lower;
    final double[] upper;
    private int passes;
    private int hessians;

    MixtureCharges(int agents) {
        payment = new double[agents];
        lower = new double[agents];
        upper = new double[agents];
    }

    void count(int withHessian) {
        passes++;
        hessians += withHessian;
    }

    /** n. */
    public int agents() {
        return payment.length;
    }

    /** F_{−i}(θ_i) − F_{−i}(θ*) ≥ 0 at the best θ_i met; exactly 0 for an agent that does not move the mixture. */
    public double payment(int agent) {
        return payment[agent];
    }

    /** At most κ_i p_i of the exact optimum, ≥ 0. */
    public double lower(int agent) {
        return lower[agent];
    }

    /** At least κ_i p_i of the exact optimum. */
    public double upper(int agent) {
        return upper[agent];
    }

    /** Walks over the candidates; after the fourth only of agents that moved the mixture much. */
    int passes() {
        return passes;
    }

    /** Evaluations that included the agent's own Hessian. */
    int hessians() {
        return hessians;
    }
}
