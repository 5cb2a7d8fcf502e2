package dev.candor.policy.search;

import dev.candor.numeric.ExactSums;
import dev.candor.optim.CurvatureFactor;
import dev.candor.optim.QuasiNewtonAscent;
import dev.candor.optim.SolveStatus;
import dev.candor.policy.linear.FeatureBlock;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Looks for the maximum of ASW(θ) − ½ridge‖θ‖² over log-linear policies: L-BFGS from several starts at once, one pass over
 * the candidates for a step of all of them, then Newton's method from the best down to rounding. What it finds is a local
 * maximum: ASW is not concave.
 */
public final class SearchedSolver {
    /** The rise still promised, relative to ASW, at which a start has converged. */
    static final double TOLERANCE = 1e-10;

    private static final int MOST_PASSES = 300;
    private static final int NEWTON_STEPS = 8;
    /** A step that leaves more than this of what was promised is the last: rounding is reached. */
    private static final double POLISHED = 0.1;
    /** ASW is known to this, relative to itself. */
    private static final double ROUNDING = 1e-13;

    /** Of the log ratios of the first drawn starts, about. */
    private static final double SPREAD = 2;
    /** Each further pair of starts is that much farther out, and the fifth begins again. */
    private static final double FARTHER = 4;

    private static final int DISTANCES = 4;

    private final Passes passes;
    private final double ridge;

    /** Without the ridge, summed over all prompts. */
    public interface Passes {
        /** ASW and gradient at each θ. */
        List<SearchedSums> welfare(List<Theta> thetas);

        /** {@link SearchedWelfare#addMetric} at θ. */
        CurvatureSums metric(Theta theta);

        /** {@link SearchedWelfare#addCurvature} at θ. */
        CurvatureSums curvature(Theta theta);
    }

    /** One θ. */
    public static final class Theta implements Serializable {
        private static final long serialVersionUID = 1L;

        private final double[] theta;

        Theta(double[] theta) {
            this.theta = theta.clone();
        }

        /** Length d. */
        public double[] theta() {
            return theta.clone();
        }
    }

    /**
     * A search over these passes.
     *
     * @param ridge ≥ 0, a cost that no agent has a say in
     */
    public SearchedSolver(Passes passes, double ridge) {
        this.passes = passes;
        this.ridge = ridge;
    }

    /**
     * θ = 0, then {@code starts} − 1 points about it in opposite pairs, each farther out than the one before: candidates may
     * change places where log ratios are 1 or 100. They look at the features and at no report.
     *
     * @param spread {@link #spread}
     */
    public static List<Theta> starts(double[] spread, int starts, long seed) {
        Random random = new Random(seed);
        List<Theta> from = new ArrayList<>();
        from.add(new Theta(new double[spread.length]));
        double[] theta = new double[spread.length];
        for (int k = 1; k < starts; k++) {
            double distance = SPREAD * StrictMath.pow(FARTHER, (k - 1) / 2 % DISTANCES);
            for (int j = 0; j < theta.length; j++) {
                double draw = k % 2 == 0 ? 0 : distance * random.nextGaussian() / Math.sqrt(theta.length);
                theta[j] = k % 2 == 0 ? -theta[j] : spread[j] > 0 ? draw / spread[j] : 0;
            }
            from.add(new Theta(theta));
        }
        return from;
    }

    /** Root of the mean square of each ψ_j about its mean on the prompt, where all candidates count alike; length d. */
    static double[] spread(FeatureBlock... blocks) {
        int features = blocks[0].features();
        ExactSums squares = new ExactSums(features);
        for (FeatureBlock block : blocks) {
            for (int c = 0; c < block.prompts(); c++) {
                int from = block.start(c);
                int to = block.start(c + 1);
                for (int j = 0; j < features; j++) {
                    double mean = 0;
                    for (int x = from; x < to; x++) {
                        mean += (block.feature(x, j) - block.feature(from, j)) / (to - from);
                    }
                    double square = 0;
                    for (int x = from; x < to; x++) {
                        double away = block.feature(x, j) - block.feature(from, j) - mean;
                        square += away * away / (to - from);
                    }
                    squares.add(j, block.promptWeight(c) * square);
                }
            }
        }
        return IntStream.range(0, features)
                .mapToDouble(j -> Math.sqrt(squares.value(j)))
                .toArray();
    }

    /** The best of what is found from the starts; of equally good ones, from the first. */
    public SearchedOptimum solve(List<Theta> starts) {
        Theta origin = new Theta(new double[starts.get(0).theta.length]);
        return solve(starts, factor(passes.metric(origin)));
    }

    private SearchedOptimum solve(List<Theta> starts, CurvatureFactor metric) {
        List<QuasiNewtonAscent> ascents = starts.stream()
                .map(start -> new QuasiNewtonAscent(start.theta, metric, TOLERANCE, MOST_PASSES))
                .toList();
        for (List<QuasiNewtonAscent> running = running(ascents); !running.isEmpty(); running = running(ascents)) {
            List<SearchedSums> found = passes.welfare(
                    running.stream().map(ascent -> new Theta(ascent.trial())).toList());
            for (int k = 0; k < found.size(); k++) {
                double[] at = running.get(k).trial();
                running.get(k).answer(welfare(found.get(k), at), gradient(found.get(k), at));
            }
        }
        QuasiNewtonAscent best = ascents.get(0);
        for (QuasiNewtonAscent ascent : ascents) {
            best = ascent.value() > best.value() ? ascent : best;
        }
        return polished(best.point(), metric);
    }

    /** The maximum near a θ known to be better than the last: {@link SearchedCharges.Better}. */
    public SearchedOptimum resume(double[] theta) {
        return solve(List.of(new Theta(theta)));
    }

    private static List<QuasiNewtonAscent> running(List<QuasiNewtonAscent> ascents) {
        return ascents.stream().filter(QuasiNewtonAscent::isRunning).toList();
    }

    private SearchedOptimum polished(double[] start, CurvatureFactor range) {
        SearchedOptimum optimum = at(start, evaluated(start), range);
        for (int k = 0; k < NEWTON_STEPS; k++) {
            double[] step = optimum.curvature().solve(optimum.residual());
            double[] next = optimum.theta();
            for (int j = 0; j < next.length; j++) {
                next[j] += step[j];
            }
            SearchedSums sums = evaluated(next);
            if (!(welfare(sums, next) >= optimum.welfare() - ROUNDING * Math.abs(optimum.welfare()))) {
                return optimum;
            }
            SearchedOptimum found = at(next, sums, range);
            if (!(found.gap() < optimum.gap())) {
                return optimum;
            }
            boolean last = found.gap() > POLISHED * optimum.gap();
            optimum = found;
            if (last) {
                return optimum;
            }
        }
        return optimum;
    }

    private SearchedSums evaluated(double[] theta) {
        return passes.welfare(List.of(new Theta(theta))).get(0);
    }

    private SearchedOptimum at(double[] theta, SearchedSums sums, CurvatureFactor range) {
        Theta here = new Theta(theta);
        double[] gradient = gradient(sums, theta);
        CurvatureFactor curvature = factor(passes.curvature(here));
        if (curvature.rank() < range.rank()) {
            curvature = factor(passes.metric(here));
        }
        double gap = 0;
        double[] step = curvature.solve(gradient);
        for (int j = 0; j < step.length; j++) {
            gap += gradient[j] * step[j] / 2;
        }
        double welfare = welfare(sums, theta);
        SolveStatus status = gap <= TOLERANCE * Math.abs(welfare) ? SolveStatus.CONVERGED : SolveStatus.GAP_NOT_REACHED;
        return new SearchedOptimum(theta, welfare, gradient, curvature, gap, status);
    }

    private CurvatureFactor factor(CurvatureSums sums) {
        double[] triangle = sums.lowerTriangle(ridge);
        int size = (int) Math.round((Math.sqrt(8.0 * triangle.length + 1) - 1) / 2);
        return new CurvatureFactor(triangle, size);
    }

    private double welfare(SearchedSums sums, double[] theta) {
        double squares = 0;
        for (double coefficient : theta) {
            squares += coefficient * coefficient;
        }
        return sums.welfare() - ridge / 2 * squares;
    }

    private double[] gradient(SearchedSums sums, double[] theta) {
        double[] gradient = sums.gradient();
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] -= ridge * theta[j];
        }
        return gradient;
    }
}
