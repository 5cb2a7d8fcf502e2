package dev.candor.policy;

import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LinearGame;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A small game that every policy class can settle: prompts, rewards β·φ ≥ 0, features ψ for restricted policies, and a few
 * given policies, the experts. Values and welfare by definition, in plain arithmetic.
 */
final class CommonGame {
    static final int EXPERTS = 4;

    final String divergence;
    final double lambda;
    /** φ. */
    final FeatureBlock reward;
    /** ψ, on the same candidates. */
    final FeatureBlock policy;
    /** π_k(x) at x·K + k. */
    final double[] experts;

    final AgentBatch batch;

    private CommonGame(
            String divergence,
            double lambda,
            FeatureBlock reward,
            FeatureBlock policy,
            double[] experts,
            AgentBatch batch) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.reward = reward;
        this.policy = policy;
        this.experts = experts;
        this.batch = batch;
    }

    /** One to {@code prompts} prompts; agents from λ/300 to 3λ. */
    static CommonGame draw(String divergence, long seed, int prompts) {
        Random random = new Random(seed);
        FeatureBlock policy = LinearGame.block(random, 1 + random.nextInt(prompts), 4, 2);
        int d = 1 + random.nextInt(3);
        FeatureBlock reward = new FeatureBlock(
                d,
                policy.starts(),
                policy.promptWeights(),
                LinearGame.refs(policy),
                random.doubles((long) policy.candidates() * d).toArray());
        double lambda = StrictMath.pow(10, random.nextDouble() * 2 - 1);
        int n = 2 + random.nextInt(3);
        double[] scale = IntStream.range(0, n)
                .mapToDouble(i -> lambda * StrictMath.pow(10, 0.5 - 3 * random.nextDouble()))
                .toArray();
        AgentBatch batch = new AgentBatch(d, random.doubles((long) n * d, 0, 2).toArray(), scale);
        return new CommonGame(divergence, lambda, reward, policy, policies(random, policy), batch);
    }

    private static double[] policies(Random random, FeatureBlock block) {
        double[] prob = new double[block.candidates() * EXPERTS];
        for (int c = 0; c < block.prompts(); c++) {
            for (int k = 0; k < EXPERTS; k++) {
                double total = 0;
                for (int x = block.start(c); x < block.start(c + 1); x++) {
                    prob[x * EXPERTS + k] = StrictMath.pow(10, -2 * random.nextDouble());
                    total += prob[x * EXPERTS + k];
                }
                for (int x = block.start(c); x < block.start(c + 1); x++) {
                    prob[x * EXPERTS + k] /= total;
                }
            }
        }
        return prob;
    }

    /** The same with every agent's report drawn anew. */
    CommonGame reported(Random random) {
        CommonGame other = this;
        for (int i = 0; i < batch.agents(); i++) {
            other = other.misreported(i, random);
        }
        return other;
    }

    /** The same with agent i's report and size drawn about the truth; rewards may be negative. */
    CommonGame misreported(int i, Random random) {
        int d = batch.features();
        double[] beta = new double[batch.agents() * d];
        double[] scale = new double[batch.agents()];
        double noise = StrictMath.pow(10, 2 * random.nextDouble() - 2);
        for (int k = 0; k < scale.length; k++) {
            scale[k] = batch.scale(k);
            for (int j = 0; j < d; j++) {
                beta[k * d + j] = batch.beta(k, j) + (k == i ? noise * random.nextGaussian() : 0);
            }
        }
        scale[i] *= random.nextBoolean() ? 1 : StrictMath.exp(random.nextGaussian());
        return new CommonGame(divergence, lambda, reward, policy, experts, new AgentBatch(d, beta, scale));
    }

    /** The same where agent i gives every candidate {@code alike}, by a feature that all have and no other agent looks at. */
    CommonGame indifferent(int i, double alike) {
        int d = batch.features() + 1;
        double[] features = new double[reward.candidates() * d];
        for (int x = 0; x < reward.candidates(); x++) {
            for (int j = 0; j < d; j++) {
                features[x * d + j] = j < d - 1 ? reward.feature(x, j) : 1;
            }
        }
        double[] beta = new double[batch.agents() * d];
        double[] scale = new double[batch.agents()];
        for (int k = 0; k < scale.length; k++) {
            scale[k] = batch.scale(k);
            for (int j = 0; k != i && j < d - 1; j++) {
                beta[k * d + j] = batch.beta(k, j);
            }
        }
        beta[i * d + d - 1] = alike;
        FeatureBlock wider =
                new FeatureBlock(d, reward.starts(), reward.promptWeights(), LinearGame.refs(reward), features);
        return new CommonGame(divergence, lambda, wider, policy, experts, new AgentBatch(d, beta, scale));
    }

    double weight(int c) {
        return reward.promptWeight(c);
    }

    /** π0, and q of each candidate's prompt. */
    double[] ref() {
        return Arrays.stream(LinearGame.refs(reward)).map(Math::exp).toArray();
    }

    double[] weights() {
        double[] weight = new double[reward.candidates()];
        for (int c = 0; c < reward.prompts(); c++) {
            Arrays.fill(weight, reward.start(c), reward.start(c + 1), weight(c));
        }
        return weight;
    }

    /** r_i(x), per unit of weight. */
    double reward(int agent, int x) {
        return IntStream.range(0, reward.features())
                .mapToDouble(j -> batch.beta(agent, j) * reward.feature(x, j))
                .sum();
    }

    /** S(x) without the agent; −1 leaves all in. */
    double[] aggregate(int without) {
        double[] s = new double[reward.candidates()];
        for (int i = 0; i < batch.agents(); i++) {
            for (int x = 0; i != without && x < s.length; x++) {
                s[x] += batch.scale(i) * reward(i, x);
            }
        }
        return s;
    }

    /** κ_i w_i v_i(π). */
    double value(int agent, double[] prob) {
        double[] weight = weights();
        return IntStream.range(0, prob.length)
                .mapToDouble(x -> weight[x] * prob[x] * batch.scale(agent) * reward(agent, x))
                .sum();
    }

    /** Σ_c q_c D(π_c ‖ π0_c). */
    double divergence(double[] prob) {
        double[] weight = weights();
        double[] ref = ref();
        return IntStream.range(0, prob.length)
                .mapToDouble(x -> weight[x] * PlainDivergence.value(divergence, prob[x], ref[x]))
                .sum();
    }

    /** Σ_(k≠i) κ_k w_k v_k(π) − cost. */
    double welfare(double[] prob, double cost, int without) {
        double sum = -cost;
        for (int i = 0; i < batch.agents(); i++) {
            sum += i == without ? 0 : value(i, prob);
        }
        return sum;
    }

    /** What roundings of the welfare are relative to. */
    double size() {
        double size = lambda;
        for (double s : aggregate(-1)) {
            size = Math.max(size, Math.abs(s));
        }
        return size;
    }

    double[] expert(int k) {
        return IntStream.range(0, reward.candidates())
                .mapToDouble(x -> experts[x * EXPERTS + k])
                .toArray();
    }
}
