package dev.candor.policy;

import java.util.Arrays;

/** An independent maximiser for tests: bisects the derivative between two experts at a time, until no pair moves. */
final class PairwiseAscent {
    private static final int SWEEPS = 4000;

    private final MixtureGame game;
    private final int experts;

    PairwiseAscent(MixtureGame game) {
        this.game = game;
        this.experts = game.block.experts();
    }

    /** max F_{−i} − F_{−i}(θ*), both by this solver. */
    double charge(int agent) {
        double[] without = game.values.clone();
        for (int k = 0; k < experts; k++) {
            without[k] -= game.b[agent * experts + k];
        }
        return welfare(without, maximise(without)) - welfare(without, game.optimum.theta());
    }

    private double welfare(double[] values, double[] theta) {
        double sum = 0;
        for (int k = 0; k < experts; k++) {
            sum += values[k] * theta[k];
        }
        for (int x = 0; x < game.block.candidates(); x++) {
            double prob = game.block.mixed(x, theta);
            sum -= game.lambda * game.block.weight[x] * game.divergence.value(prob, game.block.ref[x]);
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
        for (int x = 0; x < game.block.candidates(); x++) {
            double difference = game.block.prob[x * experts + k] - game.block.prob[x * experts + l];
            if (difference != 0) {
                double prob = Math.max(game.block.mixed(x, theta), 1e-300);
                slope -= game.lambda
                        * game.block.weight[x]
                        * difference
                        * game.divergence.slope(prob, game.block.ref[x]);
            }
        }
        return slope;
    }
}
