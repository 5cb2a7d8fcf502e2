package dev.candor.policy.linear;

import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import dev.candor.policy.ChargeInterval;
import dev.candor.policy.Decimal;
import dev.candor.policy.search.CertifiedCharges;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** A small run with linear rewards, settled by the kernels and, apart from them, by definition. */
public final class LinearGame {
    public final double lambda;
    public final FeatureBlock block;
    public final AgentBatch batch;
    public final int features;

    public LinearGame(double lambda, FeatureBlock block, AgentBatch batch) {
        this.lambda = lambda;
        this.block = block;
        this.batch = batch;
        this.features = block.features();
    }

    /** Random sizes up to these, λ over two decades, agents over {@code decades} of them. */
    public static LinearGame draw(long seed, int prompts, int candidates, int features, int agents, int decades) {
        Random random = new Random(seed);
        double lambda = StrictMath.pow(10, random.nextDouble() * 2 - 1);
        int d = 1 + random.nextInt(features);
        FeatureBlock block = block(random, 1 + random.nextInt(prompts), candidates, d);
        int n = 1 + random.nextInt(agents);
        double[] beta = random.doubles((long) n * d, -1, 1).toArray();
        double[] scale = IntStream.range(0, n)
                .mapToDouble(i -> lambda * StrictMath.pow(10, 0.5 - decades * random.nextDouble()))
                .toArray();
        return new LinearGame(lambda, block, new AgentBatch(d, beta, scale));
    }

    /** Random prompts; at times a feature is constant on one or carries a large offset. */
    public static FeatureBlock block(Random random, int prompts, int candidates, int d) {
        int[] start = new int[prompts + 1];
        for (int c = 0; c < prompts; c++) {
            start[c + 1] = start[c] + 1 + random.nextInt(candidates);
        }
        double[] weight = random.doubles(prompts, 0.1, 1).toArray();
        double total = Arrays.stream(weight).sum();
        double[] logRef = random.doubles(start[prompts], -4, 0).toArray();
        double[] feature = random.doubles((long) start[prompts] * d, -1, 1).toArray();
        for (int c = 0; c < prompts; c++) {
            weight[c] /= total;
            double normaliser = Stable.logSumExp(logRef, start[c], start[c + 1]);
            int j = random.nextInt(d);
            double offset = random.nextInt(3) == 0 ? 8 : 0;
            boolean constant = random.nextInt(4) == 0;
            for (int x = start[c]; x < start[c + 1]; x++) {
                logRef[x] -= normaliser;
                feature[x * d + j] = constant ? 0.3 : feature[x * d + j] + offset;
            }
        }
        return new FeatureBlock(d, start, weight, logRef, feature);
    }

    public LogLinearOptimum optimum() {
        ExactSums aggregate = new ExactSums(features);
        batch.addTo(aggregate);
        return LogLinearOptimum.of(aggregate, lambda);
    }

    /** κp of every agent. */
    double[] charges() {
        return charges(lambda, optimum().solve(block, new OptimumSums(features)), batch);
    }

    public static double[] charges(double lambda, SolvedFeatures solved, AgentBatch batch) {
        ExactSums sums = new ExactSums(batch.agents());
        new LogLinearCharges(lambda, batch).add(solved, sums);
        return values(sums);
    }

    /** As they are settled. */
    public ChargeInterval[] certified(SolvedFeatures solved, OptimumSums sums) {
        ExactSums aggregate = new ExactSums(features);
        batch.addTo(aggregate);
        return new CertifiedCharges(lambda, new FeatureBlock[] {block}, new SolvedFeatures[] {solved}, sums, aggregate)
                .of(batch);
    }

    static double[] values(ExactSums sums) {
        return IntStream.range(0, sums.count()).mapToDouble(sums::value).toArray();
    }

    /** The batch with agent i's report replaced. */
    LinearGame with(int i, double[] beta, double scale) {
        double[] betas = new double[batch.agents() * features];
        double[] scales = new double[batch.agents()];
        for (int k = 0; k < scales.length; k++) {
            scales[k] = k == i ? scale : batch.scale(k);
            for (int j = 0; j < features; j++) {
                betas[k * features + j] = k == i ? beta[j] : batch.beta(k, j);
            }
        }
        return new LinearGame(lambda, block, new AgentBatch(features, betas, scales));
    }

    double[] beta(int i) {
        return IntStream.range(0, features).mapToDouble(j -> batch.beta(i, j)).toArray();
    }

    /** d_i(x) = κ_i w_i β_i·φ(x), exactly. */
    BigDecimal reward(int i, int x) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < features; j++) {
            sum = sum.add(Decimal.of(batch.beta(i, j)).multiply(Decimal.of(block.feature(x, j))));
        }
        return sum.multiply(Decimal.of(batch.scale(i)));
    }

    /** S(x) less agent {@code without}; −1 leaves all in. */
    public BigDecimal aggregate(int x, int without) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < batch.agents(); i++) {
            sum = i == without ? sum : sum.add(reward(i, x));
        }
        return sum;
    }

    /** max ASW without the agent, λ Σ_c q_c log E_π0[exp(S/λ)], to 80 digits. */
    BigDecimal potential(int without) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int c = 0; c < block.prompts(); c++) {
            BigDecimal moment = BigDecimal.ZERO;
            for (int x = block.start(c); x < block.start(c + 1); x++) {
                moment = moment.add(mass(x, without));
            }
            sum = sum.add(Decimal.of(block.promptWeight(c)).multiply(Decimal.log(moment)), Decimal.DIGITS);
        }
        return sum.multiply(Decimal.of(lambda), Decimal.DIGITS);
    }

    private BigDecimal mass(int x, int without) {
        return Decimal.exp(Decimal.of(block.logRef(x))
                .add(aggregate(x, without).divide(Decimal.of(lambda), Decimal.DIGITS), Decimal.DIGITS));
    }

    /** π* of the prompt to 80 digits. */
    BigDecimal[] policy(int c) {
        BigDecimal[] mass = IntStream.range(block.start(c), block.start(c + 1))
                .mapToObj(x -> mass(x, -1))
                .toArray(BigDecimal[]::new);
        BigDecimal moment = Arrays.stream(mass).reduce(BigDecimal.ZERO, BigDecimal::add);
        return Arrays.stream(mass).map(m -> m.divide(moment, Decimal.DIGITS)).toArray(BigDecimal[]::new);
    }

    /** κ_i w_i v_i(π*) = Σ_c q_c E_π*[d_i]. */
    BigDecimal scaledValue(int i) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int c = 0; c < block.prompts(); c++) {
            BigDecimal moment = BigDecimal.ZERO;
            BigDecimal weighted = BigDecimal.ZERO;
            for (int x = block.start(c); x < block.start(c + 1); x++) {
                BigDecimal mass = mass(x, -1);
                moment = moment.add(mass);
                weighted = weighted.add(mass.multiply(reward(i, x)));
            }
            sum = sum.add(
                    Decimal.of(block.promptWeight(c)).multiply(weighted.divide(moment, Decimal.DIGITS)),
                    Decimal.DIGITS);
        }
        return sum;
    }

    /** κp by definition: max ASW_{−i} − ASW_{−i}(π*). */
    BigDecimal chargeByDefinition(int i) {
        return potential(i).subtract(potential(-1).subtract(scaledValue(i)));
    }

    /** Prompt c alone. */
    public static FeatureBlock single(FeatureBlock block, int c) {
        int from = block.start(c);
        int to = block.start(c + 1);
        double[] feature = new double[(to - from) * block.features()];
        for (int k = 0; k < feature.length; k++) {
            feature[k] = block.feature(from + k / block.features(), k % block.features());
        }
        return new FeatureBlock(
                block.features(),
                new int[] {0, to - from},
                new double[] {block.promptWeight(c)},
                Arrays.copyOfRange(refs(block), from, to),
                feature);
    }

    public static double[] refs(FeatureBlock block) {
        return IntStream.range(0, block.candidates()).mapToDouble(block::logRef).toArray();
    }
}
