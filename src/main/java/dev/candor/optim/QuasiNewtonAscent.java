package dev.candor.optim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Maximises a smooth function by L-BFGS (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4) with a line
 * search that brackets the weak Wolfe conditions (Lewis and Overton, Math. Program. 141, 2013).
 *
 * <p>It asks instead of calling: {@link #trial} is the point to evaluate next, {@link #answer} takes what was found there.
 * So one pass over the data serves many ascents. Where it ends is a stationary point that is not worse than the start.
 */
public final class QuasiNewtonAscent {
    private static final int PAIRS = 8;
    private static final double SUFFICIENT = 1e-4;
    private static final double FLATTER = 0.9;
    private static final int MOST_TRIALS = 25;
    /** Values are known to this, relative to themselves. */
    private static final double ROUNDING = 1e-15;

    private final CurvatureFactor metric;
    private final double tolerance;
    private final int mostEvaluations;
    private final Deque<Pair> pairs = new ArrayDeque<>();

    private double[] point;
    private double value = Double.NEGATIVE_INFINITY;
    private double[] gradient;
    private double promised = Double.POSITIVE_INFINITY;
    private double[] trial;
    private double[] direction;
    private double slope;
    private double length;
    private double shortest;
    private double longest;
    private int trials;
    private int evaluations;
    private SolveStatus status;

    /**
     * @param start the first point, length d
     * @param metric H: steps begin as H⁻¹·gradient
     * @param tolerance the rise still promised, relative to the value, at which it has converged
     */
    public QuasiNewtonAscent(double[] start, CurvatureFactor metric, double tolerance, int mostEvaluations) {
        this.trial = start.clone();
        this.metric = metric;
        this.tolerance = tolerance;
        this.mostEvaluations = mostEvaluations;
    }

    /** s = Δθ, y = −Δ∇, 1/⟨s,y⟩ > 0. */
    private static final class Pair {
        final double[] s;
        final double[] y;
        final double inverse;

        Pair(double[] s, double[] y, double inverse) {
            this.s = s;
            this.y = y;
            this.inverse = inverse;
        }
    }

    /** Whether {@link #trial} waits for its answer. */
    public boolean isRunning() {
        return status == null;
    }

    /** The point to evaluate next, length d; not to be changed. */
    public double[] trial() {
        return trial;
    }

    /**
     * The function and its gradient at {@link #trial}; a value that is not a number counts as too low. From a start without a
     * finite value and slope no step is taken: it has stalled.
     */
    public void answer(double found, double[] slopes) {
        evaluations++;
        if (point == null) {
            moveTo(Double.isNaN(found) ? Double.NEGATIVE_INFINITY : found, slopes);
            return;
        }
        double along = dot(slopes, direction);
        boolean rises = found >= value + SUFFICIENT * length * slope - ROUNDING * Math.abs(value);
        if (!rises || Double.isNaN(along)) {
            longest = length;
        } else if (along > FLATTER * slope) {
            shortest = length;
        } else {
            remember(slopes);
            moveTo(found, slopes);
            return;
        }
        trials++;
        if (trials >= MOST_TRIALS) {
            settleFor(rises, found, slopes, SolveStatus.STALLED);
        } else if (evaluations >= mostEvaluations) {
            settleFor(rises, found, slopes, SolveStatus.GAP_NOT_REACHED);
        } else {
            length = longest == Double.POSITIVE_INFINITY ? 2 * length : (shortest + longest) / 2;
            step();
        }
    }

    private void settleFor(boolean rises, double found, double[] slopes, SolveStatus end) {
        if (rises && found > value) {
            point = trial;
            value = found;
            gradient = slopes.clone();
        }
        status = end;
    }

    private void moveTo(double found, double[] slopes) {
        point = trial;
        value = found;
        gradient = slopes.clone();
        direction = direction();
        slope = dot(gradient, direction);
        promised = Math.max(slope, 0) / 2;
        if (!Double.isFinite(value) || !Double.isFinite(promised)) {
            status = SolveStatus.STALLED;
        } else if (promised <= tolerance * Math.abs(value)) {
            status = SolveStatus.CONVERGED;
        } else if (evaluations >= mostEvaluations) {
            status = SolveStatus.GAP_NOT_REACHED;
        } else {
            length = 1;
            shortest = 0;
            longest = Double.POSITIVE_INFINITY;
            trials = 0;
            step();
        }
    }

    private void step() {
        double[] next = point.clone();
        for (int j = 0; j < next.length; j++) {
            next[j] += length * direction[j];
        }
        trial = next;
    }

    private void remember(double[] slopes) {
        double[] s = new double[point.length];
        double[] y = new double[point.length];
        for (int j = 0; j < s.length; j++) {
            s[j] = trial[j] - point[j];
            y[j] = gradient[j] - slopes[j];
        }
        double along = dot(s, y);
        if (along > 0 && 1 / along < Double.POSITIVE_INFINITY) {
            pairs.addLast(new Pair(s, y, 1 / along));
            if (pairs.size() > PAIRS) {
                pairs.removeFirst();
            }
        }
    }

    /** The two loops. */
    private double[] direction() {
        double[] q = gradient.clone();
        double[] alpha = new double[pairs.size()];
        int at = pairs.size();
        for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); ) {
            Pair pair = newest.next();
            alpha[--at] = pair.inverse * dot(pair.s, q);
            add(-alpha[at], pair.y, q);
        }
        double[] r = metric.solve(q);
        if (!pairs.isEmpty()) {
            Pair last = pairs.getLast();
            double natural = dot(last.y, metric.solve(last.y)) * last.inverse;
            for (int j = 0; natural > 0 && j < r.length; j++) {
                r[j] /= natural;
            }
        }
        for (Pair pair : pairs) {
            add(alpha[at++] - pair.inverse * dot(pair.y, r), pair.s, r);
        }
        return r;
    }

    private static void add(double scale, double[] x, double[] to) {
        for (int j = 0; j < x.length; j++) {
            to[j] += scale * x[j];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    /** The best point so far, length d. */
    public double[] point() {
        return point.clone();
    }

    /** The function there. */
    public double value() {
        return value;
    }

    /** ½⟨∇,H⁻¹∇⟩ there, H by what the steps have shown: about what is left to be gained nearby. No bound. */
    public double promised() {
        return promised;
    }

    /** How it ended. */
    SolveStatus status() {
        return status;
    }
}
