package dev.candor.learn;

import dev.candor.numeric.Cholesky;
import java.util.Arrays;

/**
 * The utilities of one agent on one prompt given what it chose: independent Gaussian prior N(0, σ²), Laplace's
 * approximation at the mode û of ℓ(u) − ‖u‖²/2σ².
 *
 * <p>ℓ does not see a constant, so Σû = 0, and H = −∇²ℓ + I/σ² maps the ones to themselves over σ². Of the K* candidates of
 * the prompt, those the agent never chose among have mode 0 and the prior's variance. Policy and payments do not see a
 * constant either: errors are those of u minus its mean over all K*.
 */
public final class UtilityPosterior {
    private static final int MOST_STEPS = 200;
    /** Newton decrement λ² = gᵀH⁻¹g below which a step is taken as it is, and below which none is left to take. */
    private static final double NEAR = 1e-6;

    private static final double DONE = 1e-22;
    /** Below this, a decrement that shrinks no more is rounding. */
    private static final double ROUNDING = 1e-10;

    private static final double STALLED = 0.25;
    private static final double SUFFICIENT = 1e-4;

    private final double[] mode;
    private final double[] deviations;

    private UtilityPosterior(double[] mode, double[] deviations) {
        this.mode = mode;
        this.deviations = deviations;
    }

    /**
     * Finds the mode by Newton's method, halving steps that do not increase the posterior enough.
     *
     * @param priorScale σ > 0
     * @param others candidates of the prompt that are not among the likelihood's items
     */
    public static UtilityPosterior of(Likelihood likelihood, double priorScale, int others) {
        int n = likelihood.items();
        double precision = 1 / (priorScale * priorScale);
        double[] u = new double[n];
        double[] step = new double[n];
        double[] trial = new double[n];
        double[] h = new double[n * n];
        double previous = Double.POSITIVE_INFINITY;
        for (int steps = 0; ; steps++) {
            if (steps == MOST_STEPS) {
                throw new ArithmeticException("no mode after " + MOST_STEPS + " Newton steps, " + n + " candidates");
            }
            double[] gradient = new double[n];
            Cholesky factor = newton(likelihood, u, precision, gradient, h);
            System.arraycopy(gradient, 0, step, 0, n);
            factor.solve(step);
            double decrement = dot(gradient, step);
            if (decrement <= DONE || (decrement <= ROUNDING && decrement >= STALLED * previous)) {
                return new UtilityPosterior(u, deviations(factor, priorScale, n, n + others));
            }
            previous = decrement;
            double length = decrement <= NEAR ? 1 : length(likelihood, u, precision, step, decrement, trial);
            for (int x = 0; x < n; x++) {
                u[x] += length * step[x];
            }
        }
    }

    private static Cholesky newton(Likelihood likelihood, double[] u, double precision, double[] gradient, double[] h) {
        Arrays.fill(h, 0);
        for (int x = 0; x < u.length; x++) {
            gradient[x] = -precision * u[x];
            h[x * u.length + x] = precision;
        }
        likelihood.addDerivatives(u, gradient, h);
        return new Cholesky(h, u.length);
    }

    private static double length(
            Likelihood likelihood, double[] u, double precision, double[] step, double decrement, double[] trial) {
        double now = likelihood.value(u) - precision * dot(u, u) / 2;
        double length = 1;
        while (true) {
            for (int x = 0; x < u.length; x++) {
                trial[x] = u[x] + length * step[x];
            }
            double then = likelihood.value(trial) - precision * dot(trial, trial) / 2;
            if (then >= now + SUFFICIENT * length * decrement || length < 1e-9) {
                return length;
            }
            length /= 2;
        }
    }

    /** With a = e_x − 1/K*: aᵀH⁻¹a of the items, and σ²/K*² of each other candidate. */
    private static double[] deviations(Cholesky factor, double priorScale, int items, int all) {
        double[] deviation = new double[items];
        double[] a = new double[items];
        double ofOthers = (all - items) * (priorScale / all) * (priorScale / all);
        for (int x = 0; x < items; x++) {
            Arrays.fill(a, -1.0 / all);
            a[x] += 1;
            deviation[x] = Math.sqrt(factor.inverseForm(a) + ofOthers);
        }
        return deviation;
    }

    /** Standard deviation, about the mean over all, of a candidate that was never chosen among; {@code all} = K*. */
    public static double priorDeviation(double priorScale, int all) {
        return priorScale * Math.sqrt(1 - 1.0 / all);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int x = 0; x < a.length; x++) {
            sum += a[x] * b[x];
        }
        return sum;
    }

    /** û of item x. */
    public double mode(int x) {
        return mode[x];
    }

    /** Posterior standard deviation of u_x minus the mean of all K*. */
    public double deviation(int x) {
        return deviations[x];
    }
}
