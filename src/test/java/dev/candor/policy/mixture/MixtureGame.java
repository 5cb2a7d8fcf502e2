package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.numeric.ExactSums;
import java.util.List;

/** Experts, candidates and agents of a small mixture, with its solution. */
public final class MixtureGame {
    final MixtureDivergence divergence;
    final double lambda;
    public final ExpertBlock block;
    /** b_ik, n × K. */
    final double[] b;

    final double[] values;
    public final MixtureOptimum optimum;

    public MixtureGame(MixtureDivergence divergence, double lambda, ExpertBlock block, double[] b) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.block = block;
        this.b = b;
        this.values = total(b, block.experts());
        this.optimum = MixtureSolver.solve(divergence, values, this::evaluateAll);
    }

    private static double[] total(double[] b, int experts) {
        ExactSums sums = new ExactSums(experts);
        for (int i = 0; i < b.length; i++) {
            sums.add(i % experts, b[i]);
        }
        double[] total = new double[experts];
        for (int k = 0; k < experts; k++) {
            total[k] = sums.value(k);
        }
        return total;
    }

    Evaluation evaluate(double[] theta) {
        return Evaluation.of(block, divergence, lambda, theta);
    }

    private List<Evaluation> evaluateAll(List<double[]> mixtures) {
        return Evaluation.of(block, divergence, lambda, mixtures);
    }

    public MixtureCharges charges() {
        return new MixtureCounterfactuals(block, divergence, lambda, values, optimum).charge(b);
    }

    int agents() {
        return b.length / block.experts();
    }

    /** max F_{−i} − F_{−i}(θ*) as the difference of two welfares: exact to rounding of the welfare only. */
    double chargeByDefinition(int agent) {
        int experts = block.experts();
        double[] without = new double[experts];
        double owned = 0;
        double[] theta = optimum.theta();
        for (int k = 0; k < experts; k++) {
            without[k] = values[k] - b[agent * experts + k];
            owned += b[agent * experts + k] * theta[k];
        }
        return MixtureSolver.solve(divergence, without, this::evaluateAll).welfare() - (optimum.welfare() - owned);
    }
}
