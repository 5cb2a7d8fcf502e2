package dev.candor.policy.mixture;

import dev.candor.policy.PlainDivergence;
import java.util.Arrays;

/**
 * An independent maximiser of ⟨A,θ⟩ − C(θ) on the simplex for tests: coordinate ascent that bisects the derivative between
 * two experts at a time, until no pair moves. It knows divergences by their definitions.
 */
public final class PairwiseAscent {
    private static final int SWEEPS = 4000;

    private final String divergence;
    private final double lambda;
    private final ExpertBlock block;
    private final int experts;

    public PairwiseAscent(String divergence, double lambda, ExpertBlock block) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.block = block;
        this.experts = block.experts();
    }

    /** Where max F_{−i} − F_{−i}(θ*) is: the least and, by the duality gap of what the ascent found, the most. */
    static double[] charge(MixtureGame game, int agent) {
        PairwiseAscent ascent = new PairwiseAscent(game.divergence.commandName(), game.lambda, game.block);
        double[] without = game.values.clone();
        for (int k = 0; k < without.length; k++) {
            without[k] -= game.b[agent * without.length + k];
        }
        double[] found = ascent.maximise(without);
        double least = ascent.welfare(without, found) - ascent.welfare(without, game.optimum.theta());
        return new double[] {least, least + ascent.gap(without, found)};
    }

    /** Σ θ_k (max s − s_k), s = A − ∇C. */
    private double gap(double[] values, double[] theta) {
        double[] slope = new double[experts];
        double steepest = 0;
        for (int k = 1; k < experts; k++) {
            slope[k] = slope(values, theta, k, 0);
            steepest = Math.max(steepest, slope[k]);
        }
        double gap = 0;
        for (int k = 0; k < experts; k++) {
            gap += theta[k] * (steepest - slope[k]);
        }
        return gap;
    }

    /** max ⟨A,θ⟩ − C(θ). */
    public double maximum(double[] values) {
        return welfare(values, maximise(values));
    }

    private double welfare(double[] values, double[] theta) {
        double sum = 0;
        for (int k = 0; k < experts; k++) {
            sum += values[k] * theta[k];
        }
        for (int x = 0; x < block.candidates(); x++) {
            double prob = block.mixed(x, theta);
            sum -= lambda * block.weight[x] * PlainDivergence.value(divergence, prob, block.ref[x]);
        }
        return sum;
    }

    private double[] maximise(double[] values) {
        double[] theta = new double[experts];
        Arrays.fill(theta, 1.0 / experts);
        double last = welfare(values, theta);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int k = 0; k < experts; k++) {
                for (int l = 0; l < k; l++) {
                    balance(values, theta, k, l);
                }
            }
            double now = welfare(values, theta);
            if (sweep % 50 == 49) {
                if (now - last <= 1e-16 * Math.abs(now)) {
                    return theta;
                }
                last = now;
            }
        }
        return theta;
    }

    private void balance(double[] values, double[] theta, int k, int l) {
        double sum = theta[k] + theta[l];
        double low = 0;
        double high = sum;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            theta[k] = middle;
            theta[l] = sum - middle;
            if (slope(values, theta, k, l) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    private double slope(double[] values, double[] theta, int k, int l) {
        double slope = values[k] - values[l];
        for (int x = 0; x < block.candidates(); x++) {
            double difference = block.prob[x * experts + k] - block.prob[x * experts + l];
            if (difference != 0) {
                double prob = Math.max(block.mixed(x, theta), 1e-300);
                slope -= lambda * block.weight[x] * difference * PlainDivergence.slope(divergence, prob, block.ref[x]);
            }
        }
        return slope;
    }
}
