package dev.candor.policy.search;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.Regulariser;
import dev.candor.model.Divergence;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LinearGame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A small run of the restricted class, solved by the kernels and, apart from them, by definition. */
public final class SearchedGame implements SearchedSolver.Passes {
    static final int STARTS = 8;

    final String divergence;
    final double lambda;
    final double ridge;
    /** ψ. */
    final FeatureBlock policy;
    /** φ, on the same candidates. */
    final FeatureBlock reward;

    final AgentBatch batch;
    final double[] aggregate;

    public SearchedGame(
            String divergence,
            double lambda,
            double ridge,
            FeatureBlock policy,
            FeatureBlock reward,
            AgentBatch batch) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.ridge = ridge;
        this.policy = policy;
        this.reward = reward;
        this.batch = batch;
        this.aggregate = IntStream.range(0, reward.candidates())
                .mapToDouble(x -> IntStream.range(0, batch.agents())
                        .mapToDouble(i -> reward(i, x))
                        .sum())
                .toArray();
    }

    /** Rewards about as large as λ on a few prompts; ψ apart from φ. */
    static SearchedGame draw(String divergence, long seed, int policyFeatures, double ridge) {
        Random random = new Random(seed);
        FeatureBlock policy = LinearGame.block(random, 4, 6, policyFeatures);
        double[] feature = random.doubles(policy.candidates() * 3L, -1, 1).toArray();
        FeatureBlock reward =
                new FeatureBlock(3, policy.starts(), policy.promptWeights(), LinearGame.refs(policy), feature);
        double lambda = StrictMath.pow(10, random.nextDouble() * 2 - 1);
        int n = 5;
        double[] beta = random.doubles(n * 3L, -1, 1).toArray();
        double[] scale = IntStream.range(0, n)
                .mapToDouble(i -> lambda * StrictMath.pow(10, -i / 2.0) / 2)
                .toArray();
        return new SearchedGame(divergence, lambda, ridge * lambda, policy, reward, new AgentBatch(3, beta, scale));
    }

    private double reward(int agent, int x) {
        double sum = 0;
        for (int j = 0; j < reward.features(); j++) {
            sum += batch.beta(agent, j) * reward.feature(x, j);
        }
        return batch.scale(agent) * sum;
    }

    /** S without the agent; −1 leaves all in. */
    double[] without(int agent) {
        double[] s = aggregate.clone();
        for (int x = 0; agent >= 0 && x < s.length; x++) {
            s[x] -= reward(agent, x);
        }
        return s;
    }

    /** ASW(θ) − ½ridge‖θ‖² for rewards s, in plain arithmetic. */
    double welfare(double[] theta, double[] s) {
        double sum = 0;
        for (int c = 0; c < policy.prompts(); c++) {
            int from = policy.start(c);
            int k = policy.start(c + 1) - from;
            double[] ref = new double[k];
            double[] prob = new double[k];
            double most = Double.NEGATIVE_INFINITY;
            for (int x = 0; x < k; x++) {
                prob[x] = policy.logRef(from + x);
                for (int j = 0; j < theta.length; j++) {
                    // Less the first candidate's: the same policy, and offsets lose no digits.
                    prob[x] += theta[j] * (policy.feature(from + x, j) - policy.feature(from, j));
                }
                ref[x] = Math.exp(policy.logRef(from + x));
                most = Math.max(most, prob[x]);
            }
            double mass = 0;
            for (int x = 0; x < k; x++) {
                prob[x] = Math.exp(prob[x] - most);
                mass += prob[x];
            }
            double worth = 0;
            for (int x = 0; x < k; x++) {
                prob[x] /= mass;
                worth += prob[x] * s[from + x];
            }
            Regulariser regulariser = Divergences.of(Divergence.of(divergence), lambda);
            sum += policy.promptWeight(c) * (worth - lambda * regulariser.divergence(ref, prob));
        }
        for (double coefficient : theta) {
            sum -= ridge / 2 * coefficient * coefficient;
        }
        return sum;
    }

    public SearchedOptimum optimum(double[]... starts) {
        List<SearchedSolver.Theta> all = new ArrayList<>();
        all.add(new SearchedSolver.Theta(new double[policy.features()]));
        for (double[] start : starts) {
            all.add(new SearchedSolver.Theta(start));
        }
        return new SearchedSolver(this, ridge).solve(all);
    }

    SearchedFigures figures(SearchedOptimum optimum) {
        SearchedFigures figures = new SearchedFigures(reward.features());
        policy(optimum, figures);
        return figures;
    }

    private SearchedPolicy policy(SearchedOptimum optimum, SearchedFigures figures) {
        return new SearchedWelfare(Divergence.of(divergence), lambda, optimum.theta())
                .policy(policy, reward, aggregate, figures);
    }

    public SearchedCharges charges(SearchedOptimum optimum, AgentBatch agents) {
        SearchedPolicy[] solved = {policy(optimum, new SearchedFigures(reward.features()))};
        return new SearchedCounterfactuals(solved, Divergence.of(divergence), lambda, ridge, optimum, starts(STARTS))
                .charge(agents, input());
    }

    /** From θ, for all but the agent. */
    SearchedMargin margin(double[] theta, int agent) {
        SearchedPolicy[] at = {
            new SearchedWelfare(Divergence.of(divergence), lambda, theta)
                    .policy(policy, reward, aggregate, new SearchedFigures(reward.features()))
        };
        double[] b = IntStream.range(0, batch.features())
                .mapToDouble(j -> batch.scale(agent) * batch.beta(agent, j))
                .toArray();
        return new SearchedMargin(input(), at, Divergence.of(divergence), lambda, ridge, theta, b);
    }

    public List<SearchedSolver.Theta> starts(int starts) {
        return SearchedSolver.starts(SearchedSolver.spread(policy), starts, 1);
    }

    private SearchedInput input() {
        double[] coefficients = new double[reward.features()];
        for (int i = 0; i < batch.agents(); i++) {
            for (int j = 0; j < coefficients.length; j++) {
                coefficients[j] += batch.scale(i) * batch.beta(i, j);
            }
        }
        return new SearchedInput(new FeatureBlock[] {policy}, new FeatureBlock[] {reward}, coefficients);
    }

    @Override
    public List<SearchedSums> welfare(List<SearchedSolver.Theta> thetas) {
        return thetas.stream()
                .map(theta -> {
                    SearchedSums sums = new SearchedSums(policy.features());
                    at(theta).add(policy, aggregate, sums);
                    return sums;
                })
                .toList();
    }

    @Override
    public CurvatureSums metric(SearchedSolver.Theta theta) {
        CurvatureSums sums = new CurvatureSums(policy.features());
        at(theta).addMetric(policy, aggregate, sums);
        return sums;
    }

    @Override
    public CurvatureSums curvature(SearchedSolver.Theta theta) {
        CurvatureSums sums = new CurvatureSums(policy.features());
        at(theta).addCurvature(policy, aggregate, sums);
        return sums;
    }

    private SearchedWelfare at(SearchedSolver.Theta theta) {
        return new SearchedWelfare(Divergence.of(divergence), lambda, theta.theta());
    }
}
