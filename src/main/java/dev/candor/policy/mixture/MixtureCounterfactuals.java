package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What each agent owes for the mixture: κ_i p_i = max F_{−i} − F_{−i}(θ*), F_{−i}(θ) = F(θ) − ⟨b_i,θ⟩.
 *
 * <p>All agents start at θ*, where one quadratic program of size K gives the first move h_i. A pass over the candidates
 * then evaluates all agents: L = ⟨s − b, h⟩ − B_C(θ*+h ‖ θ*), which is the payment from below, and the residual there,
 * whose quadratic program gives both the bound from above and the next move. {@code docs/mixture.md} has the proofs.
 */
public final class MixtureCounterfactuals implements Serializable {
    /** Of the welfare: payments below this are settled at any width. */
    private static final double NEGLIGIBLE = 1e-16;
    /** Interval width, relative to the payment, at which an agent is settled. */
    private static final double TIGHT = 5e-7;
    /** As narrow as rounding allows. */
    private static final double CLOSE = 1e-14;

    private static final long serialVersionUID = 1L;

    final ExpertBlock block;
    final MixtureDivergence divergence;
    final double lambda;
    final double[] theta;
    final int pivot;
    final double[] hessian;
    final double[] ratio;
    final double welfare;
    final double cost;
    final double negligible;
    final MixtureUncertainty uncertainty;
    final MixtureValues values;
    final double[] base;
    final double[] scale;

    /**
     * Counterfactuals of some agents.
     *
     * @param block all candidates
     * @param values A, the values of one party
     * @param optimum the optimum for A over the same candidates
     */
    public MixtureCounterfactuals(
            ExpertBlock block,
            MixtureDivergence divergence,
            double lambda,
            MixtureValues values,
            MixtureOptimum optimum) {
        this.block = block;
        this.divergence = divergence;
        this.lambda = lambda;
        this.values = values;
        this.theta = optimum.theta();
        this.pivot = MixtureSolver.largest(theta);
        this.hessian = optimum.evaluation().hessian();
        this.ratio = IntStream.range(0, theta.length)
                .mapToDouble(optimum.evaluation()::ratio)
                .toArray();
        this.welfare = optimum.welfare();
        this.cost = optimum.evaluation().value();
        this.negligible = NEGLIGIBLE * Math.abs(optimum.welfare());
        this.base = new double[block.candidates()];
        this.scale = new double[block.candidates()];
        for (int x = 0; x < base.length; x++) {
            base[x] = block.mixed(x, theta);
            boolean counts = block.isReached(x) && (base[x] >= Evaluation.LEAST_PROB || !divergence.isSteepAtZero());
            scale[x] = counts ? lambda * block.weight[x] : 0;
        }
        this.uncertainty = new MixtureUncertainty(this, optimum);
    }

    /** The same of an A that is doubles, length K. */
    public MixtureCounterfactuals(
            ExpertBlock block, MixtureDivergence divergence, double lambda, double[] values, MixtureOptimum optimum) {
        this(block, divergence, lambda, MixtureValues.of(values.length, values.clone()), optimum);
    }

    /** Charges agents whose b_ik = κ_i w_i v_i(π_k) these are. */
    public MixtureCharges charge(MixtureValues agents) {
        return new MixtureBatch(this, agents, TIGHT).charge();
    }

    /** The same with intervals as narrow as rounding allows, so that payments change as their formula does. */
    public MixtureCharges chargeClosely(double[] b) {
        return new MixtureBatch(this, MixtureValues.of(theta.length, b), CLOSE).charge();
    }

    /** The same of b that are doubles, n × K. */
    public MixtureCharges charge(double[] b) {
        return charge(MixtureValues.of(theta.length, b));
    }
}
