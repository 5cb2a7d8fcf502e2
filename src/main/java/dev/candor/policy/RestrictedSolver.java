package dev.candor.policy;

import dev.candor.optim.CurvatureFactor;
import dev.candor.optim.QuasiNewtonAscent;
import dev.candor.optim.SolveStatus;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Looks for the maximum of ASW(θ) − ½ridge‖θ‖² over log-linear policies: L-BFGS from several starts at once, one pass over
 * the candidates for a step of all of them, then Newton's method from the best down to rounding. What it finds is a local
 * maximum: ASW is not concave.
 */
public final class RestrictedSolver {
    /** The rise still promised, relative to ASW, at which a start has converged. */
    public static final double TOLERANCE = 1e-10;

    private static final int MOST_PASSES = 300;
    private static final int NEWTON_STEPS = 8;
    /** A step that leaves more than this of what was promised is the last: rounding is reached. */
    private static final double POLISHED = 0.1;
    /** ASW is known to this, relative to itself. */
    private static final double ROUNDING = 1e-13;

    /** Of the log ratios of a drawn start, about. */
    private static final double SPREAD = 2;

    private final Passes passes;
    private final double lambda;
    private final double ridge;

    /** Without the ridge, summed over all prompts. */
    public interface Passes {
        /** ASW and gradient at each θ. */
        List<RestrictedSums> welfare(List<Theta> thetas);

        /** {@link RestrictedWelfare#addMetric} at θ. */
        CurvatureSums metric(Theta theta);

        /** {@link RestrictedWelfare#addCurvature} at θ. */
        CurvatureSums curvature(Theta theta);
    }

    /** One θ. */
    public static final class Theta implements Serializable {
        private static final long serialVersionUID = 1L;

        private final double[] theta;

        public Theta(double[] theta) {
            this.theta = theta.clone();
        }

        /** Length d. */
        public double[] theta() {
            return theta.clone();
        }
    }

    /** @param ridge ≥ 0, a cost that no agent has a say in */
    public RestrictedSolver(Passes passes, double lambda, double ridge) {
        this.passes = passes;
        this.lambda = lambda;
        this.ridge = ridge;
    }

    /**
     * The best of what is found from θ = 0 and from {@code starts} − 1 points drawn about it, which look at the features
     * and at no report; of equally good ones, from the first.
     *
     * @param features d
     */
    public RestrictedOptimum solve(int features, int starts, long seed) {
        double[] triangle = passes.metric(new Theta(new double[features])).lowerTriangle(ridge);
        Random random = new Random(seed);
        List<Theta> from = new ArrayList<>();
        from.add(new Theta(new double[features]));
        for (int k = 1; k < starts; k++) {
            double[] theta = new double[features];
            for (int j = 0; j < features; j++) {
                double steepness = triangle[j * (j + 1) / 2 + j] / lambda;
                double draw = random.nextGaussian();
                theta[j] = steepness > 0 ? SPREAD * draw / Math.sqrt(features * steepness) : 0;
            }
            from.add(new Theta(theta));
        }
        return solve(from, new CurvatureFactor(triangle, features));
    }

    /** The same from given starts. */
    RestrictedOptimum solve(List<Theta> starts) {
        Theta origin = new Theta(new double[starts.get(0).theta.length]);
        return solve(starts, factor(passes.metric(origin)));
    }

    private RestrictedOptimum solve(List<Theta> starts, CurvatureFactor metric) {
        List<QuasiNewtonAscent> ascents = starts.stream()
                .map(start -> new QuasiNewtonAscent(start.theta, metric, TOLERANCE, MOST_PASSES))
                .toList();
        for (List<QuasiNewtonAscent> running = running(ascents); !running.isEmpty(); running = running(ascents)) {
            List<RestrictedSums> found = passes.welfare(
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

    /** The maximum near a θ known to be better than the last: {@link RestrictedCharges.Better}. */
    public RestrictedOptimum resume(double[] theta) {
        return solve(List.of(new Theta(theta)));
    }

    private static List<QuasiNewtonAscent> running(List<QuasiNewtonAscent> ascents) {
        return ascents.stream().filter(QuasiNewtonAscent::isRunning).toList();
    }

    private RestrictedOptimum polished(double[] start, CurvatureFactor range) {
        RestrictedOptimum optimum = at(start, evaluated(start), range);
        for (int k = 0; k < NEWTON_STEPS; k++) {
            double[] step = optimum.curvature().solve(optimum.residual());
            double[] next = optimum.theta();
            for (int j = 0; j < next.length; j++) {
                next[j] += step[j];
            }
            RestrictedSums sums = evaluated(next);
            if (!(welfare(sums, next) >= optimum.welfare() - ROUNDING * Math.abs(optimum.welfare()))) {
                return optimum;
            }
            RestrictedOptimum found = at(next, sums, range);
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

    private RestrictedSums evaluated(double[] theta) {
        return passes.welfare(List.of(new Theta(theta))).get(0);
    }

    private RestrictedOptimum at(double[] theta, RestrictedSums sums, CurvatureFactor range) {
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
        return new RestrictedOptimum(theta, welfare, gradient, curvature, gap, status);
    }

    private CurvatureFactor factor(CurvatureSums sums) {
        double[] triangle = sums.lowerTriangle(ridge);
        int size = (int) Math.round((Math.sqrt(8.0 * triangle.length + 1) - 1) / 2);
        return new CurvatureFactor(triangle, size);
    }

    private double welfare(RestrictedSums sums, double[] theta) {
        double squares = 0;
        for (double coefficient : theta) {
            squares += coefficient * coefficient;
        }
        return sums.welfare() - ridge / 2 * squares;
    }

    private double[] gradient(RestrictedSums sums, double[] theta) {
        double[] gradient = sums.gradient();
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] -= ridge * theta[j];
        }
        return gradient;
    }
}
