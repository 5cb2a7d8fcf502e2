package dev.candor.policy.search;

import dev.candor.numeric.Stable;
import dev.candor.policy.Decimal;
import dev.candor.policy.PlainDivergence;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LinearGame;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Restricted games of one or two policy features, and what the others lose in them: the best θ by a dense search that knows no
 * gradient, and what is lost by going from there to θ* by definition, in 80 digits.
 */
final class DenseSearch {
    static final int AGENTS = 3;

    /** Candidates that π0 keeps this many nats apart at most. */
    private static final double FARTHEST = 60;
    /** As far as agents of 1e6·λ go. */
    private static final double FAR = 1e9;

    private static final int FAR_POINTS = 400;
    /** Closely where candidates change places. */
    private static final double NEAR = 250;

    private static final int NEAR_POINTS = 400;
    /** Of two features. */
    private static final int DIRECTIONS = 90;

    private static final int RADII = 60;
    private static final int HIGHEST = 3;

    final SearchedGame game;
    private final double[][] grid;
    /** The policies of the grid; none until something is searched for. */
    private Point[] points = {};

    private DenseSearch(SearchedGame game) {
        this.game = game;
        this.grid = game.policy.features() == 1 ? line() : rays();
    }

    private static double[][] line() {
        return Stream.concat(
                        DoubleStream.of(0).boxed(),
                        Stream.concat(
                                IntStream.rangeClosed(1, FAR_POINTS).mapToObj(k -> radius(k, FAR_POINTS)),
                                IntStream.range(0, NEAR_POINTS).mapToObj(k -> (k + 0.5) * NEAR / NEAR_POINTS)))
                .flatMap(radius -> Stream.of(radius, -radius))
                .distinct()
                .sorted()
                .map(theta -> new double[] {theta})
                .toArray(double[][]::new);
    }

    private static double[][] rays() {
        return IntStream.range(0, DIRECTIONS * RADII)
                .mapToObj(k -> {
                    int direction = k / RADII;
                    double angle = 2 * Math.PI * direction / DIRECTIONS;
                    double radius = radius(k % RADII, RADII - 1);
                    return new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
                })
                .toArray(double[][]::new);
    }

    private static double radius(int k, int of) {
        return Math.sinh(k * Math.log(2 * FAR) / of) / 2;
    }

    /** Agents from 1e-3·λ to 1e6·λ; a ridge in one game of four. */
    static DenseSearch draw(String divergence, long seed, int features) {
        Random random = new Random(seed);
        int prompts = 1 + random.nextInt(3);
        int[] start = new int[prompts + 1];
        for (int c = 0; c < prompts; c++) {
            start[c + 1] = start[c] + 2 + random.nextInt(5);
        }
        int candidates = start[prompts];
        double[] logRef = random.doubles(candidates, -FARTHEST, 0).toArray();
        double[] weight = random.doubles(prompts, 0.1, 1).toArray();
        double total = Arrays.stream(weight).sum();
        for (int c = 0; c < prompts; c++) {
            weight[c] /= total;
            double normaliser = Stable.logSumExp(logRef, start[c], start[c + 1]);
            for (int x = start[c]; x < start[c + 1]; x++) {
                logRef[x] -= normaliser;
            }
        }
        double[] psi = random.doubles((long) features * candidates, -1, 1).toArray();
        double[] phi = random.doubles(2L * candidates, -1, 1).toArray();
        double lambda = StrictMath.pow(10, 2 * random.nextDouble() - 1);
        double[] scale = IntStream.range(0, AGENTS)
                .mapToDouble(i -> lambda * StrictMath.pow(10, 9 * random.nextDouble() - 3))
                .toArray();
        double[] beta = random.doubles(2L * AGENTS, -1, 1).toArray();
        double ridge = random.nextInt(4) == 0 ? lambda * StrictMath.pow(10, -6 * random.nextDouble()) : 0;
        return new DenseSearch(new SearchedGame(
                divergence,
                lambda,
                ridge,
                new FeatureBlock(features, start, weight, logRef, psi),
                new FeatureBlock(2, start, weight, logRef, phi),
                new AgentBatch(2, beta, scale)));
    }

    /** The same game with so much added to every reward feature: no policy is better or worse for it. */
    DenseSearch offset(double by) {
        FeatureBlock reward = game.reward;
        double[] phi = IntStream.range(0, 2 * reward.candidates())
                .mapToDouble(k -> reward.feature(k / 2, k % 2) + by)
                .toArray();
        FeatureBlock moved = new FeatureBlock(2, reward.starts(), reward.promptWeights(), LinearGame.refs(reward), phi);
        return new DenseSearch(
                new SearchedGame(game.divergence, game.lambda, game.ridge, game.policy, moved, game.batch));
    }

    /** Where the search finds the largest welfare of all but the agent; −1 leaves all in. */
    double[] best(int without) {
        double[] s = game.without(without);
        ToDoubleFunction<double[]> welfare = theta -> new Point(theta).welfare(s);
        points =
                points.length > 0 ? points : Arrays.stream(grid).map(Point::new).toArray(Point[]::new);
        double[] found =
                Arrays.stream(points).mapToDouble(point -> point.welfare(s)).toArray();
        boolean line = game.policy.features() == 1;
        double[] best = {};
        double highest = Double.NEGATIVE_INFINITY;
        for (int k : highest(found, line ? new int[] {1} : new int[] {1, RADII})) {
            double[] theta = line
                    ? golden(welfare, k)
                    : NelderMead.at(welfare, grid[k], 0.3 * (1 + Math.hypot(grid[k][0], grid[k][1])));
            double there = welfare.applyAsDouble(theta);
            best = there > highest ? theta : best;
            highest = Math.max(there, highest);
        }
        return best;
    }

    /** A policy, and what it costs whoever is there: λD and the ridge. */
    private final class Point {
        /** π(x) times the weight of its prompt. */
        final double[] mass;

        final double cost;

        Point(double[] theta) {
            mass = new double[game.policy.start(game.policy.prompts())];
            double sum = 0;
            for (int c = 0; c < game.policy.prompts(); c++) {
                double[] log = logs(c, theta);
                int from = game.policy.start(c);
                double divergence = 0;
                for (int x = 0; x < log.length; x++) {
                    double logRef = game.policy.logRef(from + x);
                    double prob = Math.exp(log[x]);
                    double ref = Math.exp(logRef);
                    // What has underflowed still has a logarithm.
                    divergence += game.divergence.equals("reverse-kl")
                            ? ref * (logRef - log[x])
                            : PlainDivergence.value(game.divergence, prob, ref);
                    mass[from + x] = game.policy.promptWeight(c) * prob;
                }
                sum += game.policy.promptWeight(c) * game.lambda * divergence;
            }
            for (double t : theta) {
                sum += game.ridge / 2 * t * t;
            }
            cost = sum;
        }

        double welfare(double[] s) {
            double sum = 0;
            for (int x = 0; x < mass.length; x++) {
                sum += mass[x] * s[x];
            }
            return sum - cost;
        }
    }

    /** log π_θ on the prompt. */
    private double[] logs(int c, double[] theta) {
        int from = game.policy.start(c);
        double[] log = new double[game.policy.start(c + 1) - from];
        for (int x = 0; x < log.length; x++) {
            log[x] = game.policy.logRef(from + x);
            for (int j = 0; j < theta.length; j++) {
                log[x] += theta[j] * game.policy.feature(from + x, j);
            }
        }
        double normaliser = Stable.logSumExp(log, 0, log.length);
        for (int x = 0; x < log.length; x++) {
            log[x] -= normaliser;
        }
        return log;
    }

    /** The places of the highest points, of those that no neighbour betters. */
    private static int[] highest(double[] found, int[] steps) {
        return IntStream.range(0, found.length)
                .filter(k -> Arrays.stream(steps)
                        .allMatch(step -> (k < step || found[k] >= found[k - step])
                                && (k + step >= found.length || found[k] > found[k + step])))
                .boxed()
                .sorted((k, l) -> Double.compare(found[l], found[k]))
                .limit(HIGHEST)
                .mapToInt(k -> k)
                .toArray();
    }

    /** Golden section between the neighbours of a point of the grid. */
    private double[] golden(ToDoubleFunction<double[]> welfare, int k) {
        DoubleUnaryOperator function = theta -> welfare.applyAsDouble(new double[] {theta});
        double from = grid[Math.max(0, k - 1)][0];
        double to = grid[Math.min(grid.length - 1, k + 1)][0];
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = from;
        double high = to;
        double left = high - ratio * (high - low);
        double right = low + ratio * (high - low);
        double atLeft = function.applyAsDouble(left);
        double atRight = function.applyAsDouble(right);
        for (int step = 0; step < 60; step++) {
            if (atLeft >= atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - ratio * (high - low);
                atLeft = function.applyAsDouble(left);
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + ratio * (high - low);
                atRight = function.applyAsDouble(right);
            }
        }
        return new double[] {atLeft >= atRight ? left : right};
    }

    /** The welfare of all but the agent at θ to 80 digits. */
    BigDecimal exact(int without, double[] theta) {
        FeatureBlock policy = game.policy;
        BigDecimal sum = BigDecimal.ZERO;
        for (int c = 0; c < policy.prompts(); c++) {
            int from = policy.start(c);
            int k = policy.start(c + 1) - from;
            BigDecimal[] ref = new BigDecimal[k];
            BigDecimal[] prob = new BigDecimal[k];
            for (int x = 0; x < k; x++) {
                ref[x] = Decimal.of(policy.logRef(from + x));
                prob[x] = ref[x];
                for (int j = 0; j < theta.length; j++) {
                    prob[x] = prob[x].add(Decimal.of(theta[j]).multiply(Decimal.of(policy.feature(from + x, j))));
                }
            }
            normalise(ref);
            normalise(prob);
            BigDecimal worth = BigDecimal.ZERO;
            for (int x = 0; x < k; x++) {
                worth = worth.add(prob[x].multiply(reward(without, from + x)), Decimal.DIGITS)
                        .subtract(
                                Decimal.of(game.lambda).multiply(divergence(prob[x], ref[x]), Decimal.DIGITS),
                                Decimal.DIGITS);
            }
            sum = sum.add(Decimal.of(policy.promptWeight(c)).multiply(worth, Decimal.DIGITS), Decimal.DIGITS);
        }
        for (double t : theta) {
            sum = sum.subtract(Decimal.of(game.ridge / 2).multiply(Decimal.of(t).pow(2)), Decimal.DIGITS);
        }
        return sum;
    }

    private BigDecimal reward(int without, int x) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < game.batch.agents(); i++) {
            for (int j = 0; i != without && j < game.reward.features(); j++) {
                sum = sum.add(Decimal.of(game.batch.scale(i))
                        .multiply(Decimal.of(game.batch.beta(i, j)))
                        .multiply(Decimal.of(game.reward.feature(x, j))));
            }
        }
        return sum;
    }

    /** From logarithms to masses. Those below 10⁻²⁰⁰⁰ are nothing. */
    private static void normalise(BigDecimal[] log) {
        BigDecimal most = Arrays.stream(log).max(BigDecimal::compareTo).orElseThrow();
        BigDecimal sum = BigDecimal.ZERO;
        for (int x = 0; x < log.length; x++) {
            BigDecimal behind = log[x].subtract(most);
            log[x] = behind.doubleValue() < -4600
                    ? BigDecimal.ZERO
                    : Decimal.exp(behind).round(Decimal.DIGITS);
            sum = sum.add(log[x]);
        }
        for (int x = 0; x < log.length; x++) {
            log[x] = log[x].divide(sum, Decimal.DIGITS);
        }
    }

    private BigDecimal divergence(BigDecimal prob, BigDecimal ref) {
        BigDecimal middle = prob.add(ref).divide(BigDecimal.valueOf(2), Decimal.DIGITS);
        BigDecimal apart = prob.subtract(ref);
        return switch (game.divergence) {
            case "kl" -> entropy(prob, ref);
            case "reverse-kl" -> entropy(ref, prob);
            case "chi-squared" -> apart.pow(2).divide(ref, Decimal.DIGITS);
            case "hellinger" ->
                prob.sqrt(Decimal.DIGITS).subtract(ref.sqrt(Decimal.DIGITS)).pow(2);
            case "jensen-shannon" ->
                entropy(prob, middle).add(entropy(ref, middle)).divide(BigDecimal.valueOf(2), Decimal.DIGITS);
            case "l2" -> apart.pow(2);
            default -> throw new IllegalArgumentException(game.divergence);
        };
    }

    /** p·log(p/q); where q is nothing, more than any welfare. */
    private static BigDecimal entropy(BigDecimal p, BigDecimal q) {
        if (p.signum() == 0) {
            return BigDecimal.ZERO;
        }
        return q.signum() == 0
                ? BigDecimal.TEN.pow(400)
                : p.multiply(Decimal.log(p.divide(q, Decimal.DIGITS)), Decimal.DIGITS);
    }

    /** What all but the agent lose by θ* beside the best that is found; at least 0. */
    BigDecimal lost(int without, double[] theta) {
        double[] near = best(without);
        BigDecimal here = exact(without, theta);
        BigDecimal best = exact(without, near).max(here);
        double[] s = game.without(without);
        double[] better = near.length == 1
                ? new double[] {level(near[0], s)}
                : NelderMead.at(at -> new Point(at).welfare(s), theta, 0.1 * (1 + Math.hypot(theta[0], theta[1])));
        best = best.max(exact(without, better));
        return best.subtract(here);
    }

    /** Where the slope is 0 near θ: it tells a maximum more closely than the values about it. */
    private double level(double theta, double[] s) {
        double step = 1e-9 * Math.max(1e-3, Math.abs(theta));
        double side = Math.signum(slope(theta, s));
        double from = theta;
        double to = theta + side * step;
        for (int k = 0; k < 60 && slope(to, s) * side > 0; k++) {
            from = to;
            step *= 2;
            to += side * step;
        }
        for (int k = 0; k < 60; k++) {
            double middle = (from + to) / 2;
            if (slope(middle, s) * side > 0) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Σ q·Cov(s − λ·∂D/∂π, ψ) − Rθ. */
    private double slope(double theta, double[] s) {
        FeatureBlock policy = game.policy;
        double sum = -game.ridge * theta;
        for (int c = 0; c < policy.prompts(); c++) {
            int from = policy.start(c);
            double[] log = logs(c, new double[] {theta});
            double[] pulled = new double[log.length];
            double mean = 0;
            double meanFeature = 0;
            for (int x = 0; x < log.length; x++) {
                double prob = Math.exp(log[x]);
                double ref = Math.exp(policy.logRef(from + x));
                boolean reverse = game.divergence.equals("reverse-kl");
                double cost = reverse ? -ref : prob * PlainDivergence.slope(game.divergence, prob, ref);
                pulled[x] = prob > 0 || reverse ? prob * s[from + x] - game.lambda * cost : 0;
                mean += pulled[x];
                meanFeature += prob * policy.feature(from + x, 0);
            }
            for (int x = 0; x < log.length; x++) {
                double pull = pulled[x] - Math.exp(log[x]) * mean;
                sum += policy.promptWeight(c) * pull * (policy.feature(from + x, 0) - meanFeature);
            }
        }
        return sum;
    }
}
