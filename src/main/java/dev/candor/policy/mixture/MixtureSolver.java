package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.optim.SolveStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Maximises F(θ) = ⟨A,θ⟩ − C(θ) over the simplex by Newton's method: each direction solves the quadratic model on the
 * simplex, and each pass over the candidates evaluates all the steps along it that are worth a try.
 *
 * <p>It ends on the duality gap. Passes that are left of {@link #ENOUGH_PASSES} go on while they still lessen what the model
 * has to gain, down to the rounding of the gradient: the error of θ* is what limits how small an agent can be charged.
 */
public final class MixtureSolver {
    /** Of max(|F|, |⟨A,θ⟩|, C). */
    static final double RELATIVE_GAP = 1e-10;

    /** No more than these once the gap is closed, the last of them without dust. */
    static final int ENOUGH_PASSES = 15;

    private static final int MOST_PASSES = 60;
    /** Of what was to be gained: more left than this is no progress. */
    private static final double POLISHED = 0.7;
    /** Weights below this may be no more than what rounding left of 0. */
    private static final double DUST = 1e-9;
    /** Gaps that differ by less, relatively, are the same: nothing was found to do. */
    private static final double STALLED = 0.1;

    private final MixtureDivergence divergence;
    private final MixtureValues values;
    private final Pass pass;
    private int passes;
    /** Whether the last step raised weights: the next one does not. */
    private boolean raised;

    /** One walk over all candidates. */
    @FunctionalInterface
    public interface Pass {
        /** C at each of some mixtures, in their order. */
        List<Evaluation> evaluate(List<double[]> mixtures);
    }

    private MixtureSolver(MixtureDivergence divergence, MixtureValues values, Pass pass) {
        this.divergence = divergence;
        this.values = values;
        this.pass = pass;
    }

    /**
     * Solves from the even mixture.
     *
     * @param divergence tells how weights fall towards 0
     * @param values A_k = Σ_i κ_i w_i v_i(π_k), the values of one party
     * @param pass the evaluation of C over all candidates
     */
    public static MixtureOptimum solve(MixtureDivergence divergence, MixtureValues values, Pass pass) {
        double[] even = new double[values.experts()];
        Arrays.fill(even, 1.0 / even.length);
        return new MixtureSolver(divergence, values, pass).solve(even);
    }

    /** The same of an A that is doubles, length K. */
    public static MixtureOptimum solve(MixtureDivergence divergence, double[] values, Pass pass) {
        return solve(divergence, MixtureValues.of(values.length, values.clone()), pass);
    }

    /** The same from another mixture: from θ* it is what one counterfactual solved by itself takes. */
    public static MixtureOptimum solve(MixtureDivergence divergence, double[] values, double[] start, Pass pass) {
        return new MixtureSolver(divergence, MixtureValues.of(values.length, values.clone()), pass)
                .solve(start.clone());
    }

    private MixtureOptimum solve(double[] start) {
        MixturePoint point = evaluate(List.of(normalised(start))).get(0);
        MixturePoint converged = null;
        SolveStatus status = SolveStatus.GAP_NOT_REACHED;
        while (true) {
            if (point.isConverged() && (converged == null || point.promised < converged.promised)) {
                converged = point;
            }
            if (isDone(point, converged != null)) {
                break;
            }
            MixturePoint next = next(point);
            if (next == null) {
                status = SolveStatus.STALLED;
                break;
            }
            point = next;
        }
        if (converged != null) {
            point = withoutDust(converged);
            status = SolveStatus.CONVERGED;
        }
        return new MixtureOptimum(point.evaluation, point.welfare, point.gap, passes, status);
    }

    /** The same without weights that are no more than rounding, where that leaves as little to be gained. */
    private MixturePoint withoutDust(MixturePoint from) {
        double[] theta = from.theta.clone();
        boolean dust = false;
        for (int k = 0; k < theta.length; k++) {
            boolean small = theta[k] > 0 && theta[k] < DUST;
            dust |= small;
            theta[k] = small ? 0 : theta[k];
        }
        if (!dust || passes >= ENOUGH_PASSES) {
            return from;
        }
        MixturePoint cleared = evaluate(List.of(normalised(theta))).get(0);
        boolean asGood = cleared.isConverged() && (cleared.isExhausted() || cleared.promised <= from.promised);
        return asGood ? cleared : from;
    }

    private boolean isDone(MixturePoint point, boolean closed) {
        return passes >= (closed ? ENOUGH_PASSES - 1 : MOST_PASSES) || (point.isConverged() && point.isExhausted());
    }

    private List<MixturePoint> evaluate(List<double[]> mixtures) {
        passes++;
        return pass.evaluate(mixtures).stream()
                .map(evaluation -> new MixturePoint(evaluation, values))
                .toList();
    }

    /** The best that one more pass finds, or a second one of short steps; null if nothing is better than {@code from}. */
    private MixturePoint next(MixturePoint from) {
        TrialMixtures trials = new TrialMixtures(divergence, from);
        List<double[]> mixtures = new ArrayList<>(trials.all());
        boolean unexplained = !from.isConverged() && from.promised < STALLED * from.gap;
        if (unexplained) {
            mixtures.add(trials.raised());
        }
        List<MixturePoint> found = evaluate(mixtures);
        MixturePoint best = best(from, found.subList(0, found.size() - (unexplained ? 1 : 0)));
        if (best == null) {
            best = best(from, evaluate(trials.shorter()));
            return best == null || best.welfare <= from.welfare ? null : best;
        }
        boolean level = best.welfare - from.welfare <= 10 * from.blur;
        if (from.isConverged() && level && best.promised > POLISHED * from.promised) {
            return null;
        }
        boolean stalled = level && Math.abs(best.gap - from.gap) <= STALLED * from.gap;
        raised = !raised && unexplained && stalled;
        return raised ? found.get(found.size() - 1) : best;
    }

    /** The one of highest welfare; of those that its rounding cannot tell apart, of least gap. None that falls. */
    private static MixturePoint best(MixturePoint from, List<MixturePoint> points) {
        double highest = from.welfare;
        for (MixturePoint point : points) {
            highest = Math.max(highest, point.welfare);
        }
        MixturePoint best = null;
        for (MixturePoint point : points) {
            if (point.welfare >= highest - from.blur && (best == null || point.gap < best.gap)) {
                best = point;
            }
        }
        return best;
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
