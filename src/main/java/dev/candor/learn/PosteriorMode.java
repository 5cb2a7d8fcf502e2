package dev.candor.learn;

import dev.candor.numeric.Cholesky;
import java.util.Arrays;

/**
 * The mode of ℓ(x) − ½Σ_j p_j(x_j − m_j)² by Newton's method, halving steps that do not gain enough. A workspace of n
 * numbers: one search at a time.
 */
final class PosteriorMode {
    /** Newton decrement λ² = gᵀH⁻¹g below which none is left to take. */
    static final double EXACT = 1e-22;
    /** The same for one pass of several: errors of 10⁻⁸ standard deviations each do not add up. */
    static final double CLOSE = 1e-16;

    private static final int MOST_STEPS = 200;
    /** Below this a step is taken as it is. */
    private static final double NEAR = 1e-6;
    /** Below this, a decrement that shrinks no more is rounding. */
    private static final double ROUNDING = 1e-10;

    private static final double STALLED = 0.25;
    private static final double SUFFICIENT = 1e-4;

    private final int n;
    private final double[] gradient;
    private final double[] step;
    private final double[] trial;
    private final double[] h;

    PosteriorMode(int n) {
        this.n = n;
        gradient = new double[n];
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
     * @param done λ² that is small enough
     * @return the factor of H = −∇²ℓ + diag(p) at the mode, valid until the next search
     */
    Cholesky find(Likelihood likelihood, double[] mean, double[] precision, double[] x, double done) {
        double previous = Double.POSITIVE_INFINITY;
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            Cholesky factor = newton(likelihood, mean, precision, x);
            System.arraycopy(gradient, 0, step, 0, n);
            factor.solve(step);
            double decrement = 0;
            for (int j = 0; j < n; j++) {
                decrement += gradient[j] * step[j];
            }
            if (decrement <= done || (decrement <= ROUNDING && decrement >= STALLED * previous)) {
                return factor;
            }
            previous = decrement;
            double length = decrement <= NEAR ? 1 : length(likelihood, mean, precision, x, decrement);
            for (int j = 0; j < n; j++) {
                x[j] += length * step[j];
            }
        }
        throw new ArithmeticException("no mode after " + MOST_STEPS + " Newton steps of " + n + " numbers");
    }

    private Cholesky newton(Likelihood likelihood, double[] mean, double[] precision, double[] x) {
        Arrays.fill(h, 0);
        for (int j = 0; j < n; j++) {
            gradient[j] = -precision[j] * (x[j] - mean[j]);
            h[j * n + j] = precision[j];
        }
        likelihood.addDerivatives(x, gradient, h);
        return new Cholesky(h, n);
    }

    private double length(Likelihood likelihood, double[] mean, double[] precision, double[] x, double decrement) {
        double now = value(likelihood, mean, precision, x);
        double length = 1;
        while (true) {
            for (int j = 0; j < n; j++) {
                trial[j] = x[j] + length * step[j];
            }
            if (value(likelihood, mean, precision, trial) >= now + SUFFICIENT * length * decrement || length < 1e-9) {
                return length;
            }
            length /= 2;
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
