package dev.candor.policy;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.optim.SimplexQuadratic;
import dev.candor.optim.SolveStatus;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Maximises F(θ) = ⟨A,θ⟩ − C(θ) over the simplex by Newton's method: each direction solves the quadratic model on the
 * simplex, each evaluation is one pass over the candidates.
 *
 * <p>It ends on the duality gap, then goes on while steps still shorten the residual, down to its rounding: the error of
 * θ* is what limits how small an agent can be charged exactly.
 */
public final class MixtureSolver {
    /** Of max(|F|, |⟨A,θ⟩|, C). */
    public static final double RELATIVE_GAP = 1e-10;

    private static final int MOST_PASSES = 60;
    private static final int MOST_POLISHING = 8;
    /** Share of the promised rise that a step must bring. */
    private static final double SUFFICIENT = 1e-4;
    /** F is known to this, relative to its terms. */
    private static final double ROUNDING = 1e-13;

    private static final double SHORTER = 0.4;
    private static final double SHORTEST = 1e-6;

    private final MixtureDivergence divergence;
    private final double[] values;
    private final Function<double[], Evaluation> pass;
    private int passes;

    private MixtureSolver(MixtureDivergence divergence, double[] values, Function<double[], Evaluation> pass) {
        this.divergence = divergence;
        this.values = values;
        this.pass = pass;
    }

    /**
     * Solves from the even mixture.
     *
     * @param divergence tells how weights fall towards 0
     * @param values A_k = Σ_i κ_i w_i v_i(π_k), length K
     * @param pass the evaluation of C at a θ over all candidates
     */
    public static MixtureOptimum solve(
            MixtureDivergence divergence, double[] values, Function<double[], Evaluation> pass) {
        double[] even = new double[values.length];
        Arrays.fill(even, 1.0 / values.length);
        return solve(divergence, values, even, pass);
    }

    /** A mixture with all that is known of it. */
    private final class Point {
        final Evaluation evaluation;
        final double[] theta;
        final double[] slack;
        final double size;
        final double welfare;
        final double gap;

        Point(double[] raw) {
            theta = raw;
            int pivot = largest(theta);
            passes++;
            evaluation = pass.apply(theta);
            double value = 0;
            for (int k = 0; k < theta.length; k++) {
                value += values[k] * theta[k];
            }
            double cost = evaluation.value();
            welfare = value - cost;
            size = Math.max(Math.abs(value), Math.abs(cost));
            if (evaluation.isInterior()) {
                slack = evaluation.slack(values, pivot);
                double best = Arrays.stream(slack).max().orElse(0);
                double sum = 0;
                for (int k = 0; k < theta.length; k++) {
                    sum += theta[k] * (best - slack[k]);
                }
                gap = sum;
            } else {
                slack = new double[theta.length];
                gap = Double.POSITIVE_INFINITY;
            }
        }

        boolean isConverged() {
            return gap <= RELATIVE_GAP * Math.max(Math.abs(welfare), size);
        }
    }

    /** The same from another mixture: from θ* it is what one counterfactual solved by itself takes. */
    public static MixtureOptimum solve(
            MixtureDivergence divergence, double[] values, double[] start, Function<double[], Evaluation> pass) {
        return new MixtureSolver(divergence, values.clone(), pass).solve(start.clone());
    }

    private MixtureOptimum solve(double[] start) {
        Point point = new Point(normalised(start));
        int polishing = 0;
        SolveStatus status = SolveStatus.GAP_NOT_REACHED;
        while (passes < MOST_PASSES) {
            SimplexQuadratic model = new SimplexQuadratic(point.evaluation.hessian(), values.length);
            model.solve(point.theta, point.slack);
            double noise = point.evaluation.noise();
            boolean converged = point.isConverged();
            boolean exhausted =
                    polishing >= MOST_POLISHING || model.objective() <= 1e-4 * noise * noise || point.gap == 0;
            if (converged && exhausted) {
                break;
            }
            polishing += converged ? 1 : 0;
            Point next = search(point, model.move(), model.objective());
            if (next == null) {
                status = SolveStatus.STALLED;
                break;
            }
            point = next;
        }
        if (point.isConverged()) {
            status = SolveStatus.CONVERGED;
        }
        return new MixtureOptimum(point.evaluation, point.welfare, point.gap, passes, status);
    }

    /** A point along the move that raises F enough, or where F cannot tell, lowers the gap; null if there is none. */
    private Point search(Point from, double[] move, double promised) {
        Point to = new Point(shifted(from.theta, move, 1));
        if (overshoots(from, to) && passes < MOST_PASSES) {
            Point decayed = new Point(decayed(from, move));
            to = !to.evaluation.isInterior() || decayed.welfare > to.welfare ? decayed : to;
        }
        double step = 1;
        while (true) {
            if (to.evaluation.isInterior()) {
                double blur = ROUNDING * Math.max(from.size, to.size);
                if (promised > 8 * blur ? rises(from, to, step * promised) : to.gap < from.gap) {
                    return to;
                }
                if (promised <= 8 * blur && from.isConverged()) {
                    return null;
                }
            }
            step *= SHORTER;
            if (step < SHORTEST || passes >= MOST_PASSES) {
                return null;
            }
            to = new Point(shifted(from.theta, move, step));
        }
    }

    /** Whether a weight that fell to 0 leaves infinite cost, or wants back more than it wanted down. */
    private static boolean overshoots(Point from, Point to) {
        if (!to.evaluation.isInterior()) {
            return true;
        }
        double here = to.slack[largest(to.theta)];
        double there = from.slack[largest(from.theta)];
        for (int k = 0; k < from.theta.length; k++) {
            if (to.theta[k] == 0 && from.theta[k] > 0 && to.slack[k] - here > there - from.slack[k]) {
                return true;
            }
        }
        return false;
    }

    private double[] decayed(Point from, double[] move) {
        double[] hessian = from.evaluation.hessian();
        double[] theta = from.theta.clone();
        for (int k = 0; k < theta.length; k++) {
            if (theta[k] + move[k] > 0) {
                theta[k] += move[k];
            } else if (theta[k] > 0) {
                double z = Math.abs(from.slack[k]) / (theta[k] * hessian[k * theta.length + k]);
                theta[k] *= divergence.decay(Math.max(z, 1));
            }
        }
        return normalised(theta);
    }

    private static boolean rises(Point from, Point to, double promised) {
        return to.welfare >= from.welfare + SUFFICIENT * promised;
    }

    private static double[] shifted(double[] theta, double[] move, double step) {
        double[] shifted = new double[theta.length];
        for (int k = 0; k < theta.length; k++) {
            shifted[k] = Math.max(0, theta[k] + step * move[k]);
        }
        return normalised(shifted);
    }

    /** The largest weight becomes 1 minus the others, smallest first. */
    static double[] normalised(double[] theta) {
        int pivot = largest(theta);
        double[] others = theta.clone();
        others[pivot] = 0;
        Arrays.sort(others);
        double rest = 0;
        for (double weight : others) {
            rest += weight;
        }
        theta[pivot] = 1 - rest;
        return theta;
    }

    static int largest(double[] theta) {
        int largest = 0;
        for (int k = 1; k < theta.length; k++) {
            largest = theta[k] > theta[largest] ? k : largest;
        }
        return largest;
    }
}
