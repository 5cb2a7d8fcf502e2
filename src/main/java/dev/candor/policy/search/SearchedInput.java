package dev.candor.policy.search;

import dev.candor.model.Divergence;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.Indifference;
import java.io.Serializable;
import java.util.List;

/** What a run of the restricted class is given: ψ, φ and S of every block of prompts. */
public final class SearchedInput implements Serializable {
    private static final long serialVersionUID = 1L;

    private final FeatureBlock[] policy;
    private final FeatureBlock[] reward;
    /** Σ κ w β, length d′. */
    private final double[] coefficients;
    /** S by block, length M each. */
    private final double[][] aggregate;

    /**
     * Takes the arrays without copying them.
     *
     * @param policy ψ by block
     * @param reward φ of the same candidates
     * @param coefficients Σ κ w β, length d′
     */
    public SearchedInput(FeatureBlock[] policy, FeatureBlock[] reward, double[] coefficients) {
        this.policy = policy;
        this.reward = reward;
        this.coefficients = coefficients;
        this.aggregate = rewards(coefficients);
    }

    private double[][] rewards(double[] by) {
        double[][] rewards = new double[reward.length][];
        for (int b = 0; b < reward.length; b++) {
            rewards[b] = new double[reward[b].candidates()];
            for (int x = 0; x < rewards[b].length; x++) {
                for (int j = 0; j < by.length; j++) {
                    rewards[b][x] += by[j] * reward[b].feature(x, j);
                }
            }
        }
        return rewards;
    }

    /** How many blocks of prompts there are. */
    public int blocks() {
        return policy.length;
    }

    /** The block with ψ. */
    public FeatureBlock policy(int block) {
        return policy[block];
    }

    /** The block with φ. */
    public FeatureBlock reward(int block) {
        return reward[block];
    }

    /** S of the block's candidates; not to be changed. */
    public double[] aggregate(int block) {
        return aggregate[block];
    }

    /** Σ κ w β of feature j. */
    double coefficient(int j) {
        return coefficients[j];
    }

    /** To whom all candidates are the same. */
    Indifference indifference() {
        return new Indifference(reward);
    }

    /** Root of the mean square of each ψ_j about its mean, all candidates of a prompt alike; length d. */
    public double[] spread() {
        return SearchedSolver.spread(policy);
    }

    /** What is given without an agent of rewards b·φ. */
    SearchedInput without(double[] b) {
        double[] others = coefficients.clone();
        for (int j = 0; j < others.length; j++) {
            others[j] -= b[j];
        }
        return new SearchedInput(policy, reward, others);
    }

    /** Passes over the blocks in this thread. */
    SearchedSolver.Passes passes(Divergence divergence, double lambda) {
        return new SearchedSolver.Passes() {
            @Override
            public List<SearchedSums> welfare(List<SearchedSolver.Theta> thetas) {
                return thetas.stream().map(this::welfare).toList();
            }

            private SearchedSums welfare(SearchedSolver.Theta theta) {
                SearchedWelfare at = new SearchedWelfare(divergence, lambda, theta.theta());
                SearchedSums sums = new SearchedSums(policy[0].features());
                for (int b = 0; b < policy.length; b++) {
                    at.add(policy[b], aggregate[b], sums);
                }
                return sums;
            }

            @Override
            public CurvatureSums metric(SearchedSolver.Theta theta) {
                SearchedWelfare at = new SearchedWelfare(divergence, lambda, theta.theta());
                CurvatureSums sums = new CurvatureSums(policy[0].features());
                for (int b = 0; b < policy.length; b++) {
                    at.addMetric(policy[b], aggregate[b], sums);
                }
                return sums;
            }

            @Override
            public CurvatureSums curvature(SearchedSolver.Theta theta) {
                SearchedWelfare at = new SearchedWelfare(divergence, lambda, theta.theta());
                CurvatureSums sums = new CurvatureSums(policy[0].features());
                for (int b = 0; b < policy.length; b++) {
                    at.addCurvature(policy[b], aggregate[b], sums);
                }
                return sums;
            }
        };
    }
}
