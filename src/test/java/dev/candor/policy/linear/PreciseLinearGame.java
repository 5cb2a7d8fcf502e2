package dev.candor.policy.linear;

import dev.candor.numeric.Stable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Small games with linear rewards in the corners of double arithmetic, and their figures by definition in 160 digits: two
 * welfares a payment, each agent's problem solved anew.
 */
public final class PreciseLinearGame {
    public static final MathContext DIGITS = new MathContext(160);
    private static final MathContext MORE = new MathContext(DIGITS.getPrecision() + 25);

    /** Nats below the largest term at which a term is nothing to 160 digits. */
    private static final BigDecimal NOTHING = BigDecimal.valueOf(-700);

    final double lambda;
    final FeatureBlock block;
    final double[] boost;
    final double[] weight;
    final AgentBatch batch;
    private final int agents;
    private final int features;
    /** κwβ·φ/λ by agent and candidate. */
    private final BigDecimal[][] reward;

    private final BigDecimal[] logRef;

    public PreciseLinearGame(double lambda, FeatureBlock block, double[] beta, double[] boost, double[] weight) {
        this.lambda = lambda;
        this.block = block;
        this.boost = boost;
        this.weight = weight;
        this.agents = boost.length;
        this.features = block.features();
        this.batch = new AgentBatch(features, beta, boost, weight);
        this.reward = new BigDecimal[agents][block.candidates()];
        for (int i = 0; i < agents; i++) {
            for (int x = 0; x < block.candidates(); x++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int j = 0; j < features; j++) {
                    sum = sum.add(of(batch.beta(i, j)).multiply(of(block.feature(x, j))));
                }
                reward[i][x] =
                        sum.multiply(of(boost[i])).multiply(of(weight[i])).divide(of(lambda), DIGITS);
            }
        }
        logRef = new BigDecimal[block.candidates()];
        for (int c = 0; c < block.prompts(); c++) {
            BigDecimal[] log = IntStream.range(block.start(c), block.start(c + 1))
                    .mapToObj(x -> of(block.logRef(x)))
                    .toArray(BigDecimal[]::new);
            BigDecimal total = logSum(log);
            for (int k = 0; k < log.length; k++) {
                logRef[block.start(c) + k] = log[k].subtract(total);
            }
        }
    }

    /** A game of one of the corners, or of several at once. */
    static PreciseLinearGame draw(long seed) {
        Random random = new Random(seed);
        int d = 1 + random.nextInt(4);
        int prompts = 1 + random.nextInt(2);
        int[] start = new int[prompts + 1];
        for (int c = 0; c < prompts; c++) {
            start[c + 1] = start[c] + 2 + random.nextInt(4);
        }
        int candidates = start[prompts];
        double[] q = random.doubles(prompts, 0.1, 1).toArray();
        double total = Arrays.stream(q).sum();
        double apart = new double[] {2, 20, 60, 600}[random.nextInt(4)];
        double[] logRef = random.doubles(candidates, -apart, 0).toArray();
        for (int c = 0; c < prompts; c++) {
            q[c] /= total;
            double normaliser = Stable.logSumExp(logRef, start[c], start[c + 1]);
            for (int x = start[c]; x < start[c + 1]; x++) {
                logRef[x] -= normaliser;
            }
        }
        boolean scaled = random.nextInt(3) == 0;
        boolean offset = random.nextInt(3) == 0;
        double[] feature = new double[candidates * d];
        for (int j = 0; j < d; j++) {
            double unit = scaled ? power(random, -6, 6) : 1;
            double origin = offset && random.nextBoolean() ? unit * (1e8 + 0.3) : 0;
            boolean rounded = random.nextInt(4) == 0;
            for (int x = 0; x < candidates; x++) {
                double drawn = random.nextGaussian();
                feature[x * d + j] = origin + unit * (rounded ? Math.rint(2 * drawn) / 2 : drawn);
            }
        }
        double lambda = random.nextBoolean() ? power(random, -9, 9) : power(random, -1, 1);
        int n = 2 + random.nextInt(3);
        double[] beta = random.doubles((long) n * d, -1, 1).toArray();
        double[] boost = new double[n];
        double[] weight = new double[n];
        boolean wild = random.nextInt(4) == 0;
        for (int i = 0; i < n; i++) {
            boost[i] = random.nextInt(3) == 0 ? power(random, -2, 2) : 1;
            weight[i] = wild ? power(random, -12, 12) : lambda * power(random, -5, 1.5);
        }
        if (random.nextInt(3) == 0) {
            weight[0] = lambda * power(random, 3, 9);
        }
        if (random.nextInt(4) == 0) {
            // Two whales that want the contrary of each other, but for a little.
            for (int j = 0; j < d; j++) {
                beta[d + j] = -beta[j] * (random.nextBoolean() ? 1 : 1 + 1e-9 * random.nextGaussian());
            }
            weight[1] = weight[0];
            boost[1] = boost[0];
        }
        if (d > 1 && random.nextInt(4) == 0) {
            // Two features that are nearly one, and coefficients that cancel.
            for (int x = 0; x < candidates; x++) {
                feature[x * d + 1] = feature[x * d] * (1 + 1e-8 * random.nextGaussian());
            }
            int i = random.nextInt(n);
            beta[i * d] += 1e8 + 0.3;
            beta[i * d + 1] -= 1e8 + 0.1;
        }
        if (random.nextInt(12) == 0) {
            int i = random.nextInt(n);
            double extreme = power(random, 15, 30);
            for (int j = 0; j < d; j++) {
                beta[i * d + j] *= extreme;
            }
        }
        return new PreciseLinearGame(lambda, new FeatureBlock(d, start, q, logRef, feature), beta, boost, weight);
    }

    public static double power(Random random, double from, double to) {
        return StrictMath.pow(10, from + (to - from) * random.nextDouble());
    }

    static BigDecimal of(double x) {
        return new BigDecimal(x);
    }

    /** S/λ + log π0 of a prompt's candidates without the agent; −1 leaves all in. */
    private BigDecimal[] exponents(int c, int without) {
        return IntStream.range(block.start(c), block.start(c + 1))
                .mapToObj(x -> {
                    BigDecimal sum = logRef[x];
                    for (int i = 0; i < agents; i++) {
                        sum = i == without ? sum : sum.add(reward[i][x]);
                    }
                    return sum;
                })
                .toArray(BigDecimal[]::new);
    }

    /** max ASW without the agent over λ. */
    BigDecimal potential(int without) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int c = 0; c < block.prompts(); c++) {
            sum = sum.add(of(block.promptWeight(c)).multiply(logSum(exponents(c, without))));
        }
        return sum;
    }

    /** π* of a prompt. */
    BigDecimal[] policy(int c) {
        BigDecimal[] exponent = exponents(c, -1);
        BigDecimal largest = Arrays.stream(exponent).max(BigDecimal::compareTo).orElseThrow();
        BigDecimal[] mass =
                Arrays.stream(exponent).map(e -> exp(e.subtract(largest), MORE)).toArray(BigDecimal[]::new);
        BigDecimal total = Arrays.stream(mass).reduce(BigDecimal.ZERO, BigDecimal::add);
        return Arrays.stream(mass).map(m -> m.divide(total, DIGITS)).toArray(BigDecimal[]::new);
    }

    /** κw·v(π*)/λ of each agent. */
    public BigDecimal[] values() {
        BigDecimal[] value = new BigDecimal[agents];
        Arrays.fill(value, BigDecimal.ZERO);
        for (int c = 0; c < block.prompts(); c++) {
            BigDecimal[] policy = policy(c);
            for (int i = 0; i < agents; i++) {
                BigDecimal mean = BigDecimal.ZERO;
                for (int k = 0; k < policy.length; k++) {
                    mean = mean.add(policy[k].multiply(reward[i][block.start(c) + k], DIGITS), DIGITS);
                }
                value[i] = value[i].add(of(block.promptWeight(c)).multiply(mean, DIGITS), DIGITS);
            }
        }
        return value;
    }

    /** Σ q·KL(π* ‖ π0). */
    BigDecimal divergence() {
        return Arrays.stream(values()).reduce(BigDecimal.ZERO, BigDecimal::add).subtract(potential(-1));
    }

    /** κp/λ: max ASW_{−i} − ASW_{−i}(π*). */
    public BigDecimal[] charges() {
        BigDecimal all = potential(-1);
        BigDecimal[] value = values();
        BigDecimal[] charge = new BigDecimal[agents];
        Arrays.setAll(charge, i -> potential(i).subtract(all.subtract(value[i])));
        return charge;
    }

    private static BigDecimal logSum(BigDecimal[] exponent) {
        BigDecimal largest = Arrays.stream(exponent).max(BigDecimal::compareTo).orElseThrow();
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal e : exponent) {
            sum = sum.add(exp(e.subtract(largest), MORE));
        }
        return largest.add(log(sum));
    }

    /** exp of x ≤ 0, by halving below 2⁻³⁰ and Taylor's series; 0 where nothing is left of it. */
    private static BigDecimal exp(BigDecimal x, MathContext more) {
        if (x.signum() == 0) {
            return BigDecimal.ONE;
        }
        if (x.compareTo(NOTHING) < 0) {
            return BigDecimal.ZERO;
        }
        int halvings = 40;
        BigDecimal r = x.divide(BigDecimal.valueOf(1L << halvings), more);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; term.precision() - term.scale() > -more.getPrecision(); k++) {
            term = term.multiply(r, more).divide(BigDecimal.valueOf(k), more);
            sum = sum.add(term, more);
        }
        for (int h = 0; h < halvings; h++) {
            sum = sum.multiply(sum, more);
        }
        return sum;
    }

    /** log of x ≥ 1: Newton's method on exp, its digits doubling. */
    private static BigDecimal log(BigDecimal x) {
        BigDecimal y = of(StrictMath.log(x.doubleValue()));
        for (int digits = 40; digits < 2 * DIGITS.getPrecision(); digits *= 2) {
            MathContext more = new MathContext(Math.min(digits, DIGITS.getPrecision()) + 10);
            y = y.add(x.multiply(exp(y.negate(), more), more).subtract(BigDecimal.ONE, more), more);
        }
        return y;
    }
}
