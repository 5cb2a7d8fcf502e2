package dev.candor.learn.choice;

import dev.candor.numeric.Cholesky;
import dev.candor.numeric.Factor;
import dev.candor.numeric.PreciseCholesky;
import java.util.Arrays;

/**
 * The mode of ℓ(x) − ½Σ_j p_j(x_j − m_j)² by Newton's method, halving steps that do not gain enough. A workspace of n
 * numbers: one search at a time.
 */
public final class PosteriorMode {
    /** Newton decrement λ² = gᵀH⁻¹g below which none is left to take. */
    private static final double EXACT = 1e-22;

    private static final int MOST_STEPS = 200;
    /** Below this a step is taken as it is. */
    private static final double NEAR = 1e-6;
    /**
     * Below this, a decrement that shrinks no more is rounding. On what falls off like an exponential it shrinks slowly, for
     * dozens of steps.
     */
    private static final double ROUNDING = 1e-10;

    /** A decrement that rounding leaves beyond this is worth sums in twice the precision: a billionth of a deviation. */
    private static final double CLOSE = 1e-18;

    private static final double SUFFICIENT = 1e-4;
    /** Of a step from where choices are certain, and only the prior bends, to where they are not. */
    private static final double SHORTEST = 1e-40;

    /** The least pivot of H that leaves a double ten digits: with less of it, H is summed up in twice the precision. */
    private static final double LEAST_PIVOT = 1e-6;

    private static final Likelihood.Terms NOWHERE = (x, slope, curvature) -> {};

    private final int n;
    private final double[] gradient;
    private final double[] lost;
    private final double[] step;
    private final double[] trial;
    private final double[] h;
    /** Whether H has been found to need more than a double's digits in this search. */
    private boolean isPrecise;
    /** The value at x, if the last step was to one that is known; else NaN. */
    private double reached;

    public PosteriorMode(int n) {
        this.n = n;
        gradient = new double[n];
        lost = new double[n];
        step = new double[n];
        trial = new double[n];
        h = new double[n * n];
    }

    /**
     * Finds it.
     *
     * @param mean m, length n
     * @param precision p > 0, length n
     * @param x where to start; becomes the mode
     * @return the factor of H = −∇²ℓ + diag(p) at the mode, valid until the next search
     */
    public Factor find(Likelihood likelihood, double[] mean, double[] precision, double[] x) {
        double previous = Double.POSITIVE_INFINITY;
        boolean isCareful = false;
        isPrecise = false;
        reached = Double.NaN;
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            Factor factor = newton(likelihood, mean, precision, x);
            System.arraycopy(gradient, 0, step, 0, n);
            factor.solve(step);
            double decrement = 0;
            for (int j = 0; j < n; j++) {
                decrement += gradient[j] * step[j];
            }
            boolean last = steps == MOST_STEPS - 1 && decrement <= ROUNDING;
            boolean stalled = decrement >= previous && decrement <= (isPrecise ? CLOSE : ROUNDING);
            if (decrement <= EXACT || last || (stalled && decrement <= CLOSE)) {
                return factor;
            }
            if (stalled && !likelihood.terms(x, NOWHERE)) {
                return factor;
            }
            isPrecise |= stalled;
            // A step taken as it is from where choices are certain may end where they are not, and come back.
            isCareful |= decrement > NEAR && previous <= NEAR;
            previous = decrement;
            if (decrement > NEAR || isCareful) {
                climb(likelihood, mean, precision, x, decrement);
            } else {
                for (int j = 0; j < n; j++) {
                    x[j] += step[j];
                }
                reached = Double.NaN;
            }
        }
        throw new ArithmeticException("no mode after " + MOST_STEPS + " Newton steps of " + n + " numbers");
    }

    private Factor newton(Likelihood likelihood, double[] mean, double[] precision, double[] x) {
        if (!isPrecise) {
            Arrays.fill(h, 0);
            for (int j = 0; j < n; j++) {
                gradient[j] = -precision[j] * (x[j] - mean[j]);
                h[j * n + j] = precision[j];
            }
            likelihood.addDerivatives(x, gradient, h);
            Cholesky factor = Cholesky.floored(h, n, Cholesky.ROUNDING);
            isPrecise = factor.leastPivot() < LEAST_PIVOT && likelihood.terms(x, NOWHERE);
            if (!isPrecise) {
                return factor;
            }
        }
        return preciseNewton(likelihood, mean, precision, x);
    }

    private Factor preciseNewton(Likelihood likelihood, double[] mean, double[] precision, double[] x) {
        PreciseCholesky factor = new PreciseCholesky(n);
        for (int j = 0; j < n; j++) {
            gradient[j] = -precision[j] * (x[j] - mean[j]);
            lost[j] = 0;
            factor.addDiagonal(j, precision[j]);
        }
        likelihood.terms(x, (row, slope, curvature) -> {
            factor.add(curvature, row);
            for (int j = 0; j < n; j++) {
                addToGradient(j, slope, row[j]);
            }
        });
        for (int j = 0; j < n; j++) {
            gradient[j] += lost[j];
        }
        return factor.factor();
    }

    private void addToGradient(int j, double slope, double x) {
        double product = slope * x;
        double sum = gradient[j] + product;
        double part = sum - gradient[j];
        lost[j] += ((gradient[j] - (sum - part)) + (product - part)) + Math.fma(slope, x, -product);
        gradient[j] = sum;
    }

    /** Moves x by the step, or by a half, a quarter, … of it. */
    private void climb(Likelihood likelihood, double[] mean, double[] precision, double[] x, double decrement) {
        double now = Double.isNaN(reached) ? value(likelihood, mean, precision, x) : reached;
        for (double length = 1; ; length /= 2) {
            for (int j = 0; j < n; j++) {
                trial[j] = x[j] + length * step[j];
            }
            reached = value(likelihood, mean, precision, trial);
            if (reached >= now + SUFFICIENT * length * decrement || length < SHORTEST) {
                System.arraycopy(trial, 0, x, 0, n);
                return;
            }
        }
    }

    private double value(Likelihood likelihood, double[] mean, double[] precision, double[] x) {
        double penalty = 0;
        for (int j = 0; j < n; j++) {
            penalty += precision[j] * (x[j] - mean[j]) * (x[j] - mean[j]);
        }
        return likelihood.value(x) - penalty / 2;
    }
}
