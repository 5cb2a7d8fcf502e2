package dev.candor.learn.choice;

import dev.candor.numeric.Factor;
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
    private final double[] mode;
    private final double[] deviations;

    private UtilityPosterior(double[] mode, double[] deviations) {
        this.mode = mode;
        this.deviations = deviations;
    }

    /**
     * Finds it.
     *
     * @param likelihood of utilities, blind to a constant added to all of them
     * @param priorScale σ > 0
     * @param others candidates of the prompt that are not among the likelihood's items
     */
    public static UtilityPosterior of(Likelihood likelihood, double priorScale, int others) {
        int n = likelihood.dimension();
        double[] precision = new double[n];
        Arrays.fill(precision, 1 / (priorScale * priorScale));
        double[] u = new double[n];
        Factor factor = new PosteriorMode(n).find(likelihood, new double[n], precision, u);
        return new UtilityPosterior(u, deviations(factor, priorScale, n, n + others));
    }

    /** With a = e_x − 1/K*: aᵀH⁻¹a of the items, and σ²/K*² of each other candidate. */
    private static double[] deviations(Factor factor, double priorScale, int items, int all) {
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

    /** û of item x. */
    public double mode(int x) {
        return mode[x];
    }

    /** Posterior standard deviation of u_x minus the mean of all K*. */
    public double deviation(int x) {
        return deviations[x];
    }
}
