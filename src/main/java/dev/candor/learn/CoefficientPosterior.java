package dev.candor.learn;

import dev.candor.numeric.Cholesky;
import java.util.Arrays;

/**
 * One agent's coefficients given its judgements and the prior: Laplace's approximation N(β̂, C) at the mode,
 * C⁻¹ = −∇²ℓ + diag(1/τ²). A workspace: one agent at a time.
 */
public final class CoefficientPosterior {
    private final CoefficientPrior prior;
    private final int d;
    private final double[] precision;
    private final PosteriorMode search;
    private final double[] mode;
    private final double[] mean;
    /** C, and with {@link #widen} what b's own uncertainty adds; row-major, d×d, symmetric. */
    private final double[] covariance;

    private final double[] column;
    private double reliance;

    public CoefficientPosterior(CoefficientPrior prior) {
        this.prior = prior;
        this.d = prior.dimension();
        this.precision = prior.precisions();
        this.search = new PosteriorMode(d);
        this.mode = new double[d];
        this.mean = new double[d];
        this.covariance = new double[d * d];
        this.column = new double[d];
    }

    /**
     * Finds the mode as closely as passes over all agents need it, from {@code start}[at .. at + d), and the mean to second
     * order: β̂ − ½·C·v, v_j = tr(C·∂(−∇²ℓ)/∂β_j) (Tierney & Kadane 1986). Modes alone make populations too narrow.
     */
    public void approach(LinearLikelihood likelihood, double[] start, int at) {
        find(likelihood, start, at, PosteriorMode.CLOSE);
        Arrays.fill(column, 0);
        likelihood.addSkewness(mode, covariance, column);
        for (int j = 0; j < d; j++) {
            double shift = 0;
            for (int k = 0; k < d; k++) {
                shift += covariance[j * d + k] * column[k];
            }
            mean[j] = mode[j] - shift / 2;
        }
    }

    /** Finds the mode to rounding, from the prior's mean. */
    public void find(Likelihood likelihood) {
        find(likelihood, prior.means(), 0, PosteriorMode.EXACT);
    }

    private void find(Likelihood likelihood, double[] start, int at, double done) {
        System.arraycopy(start, at, mode, 0, d);
        Cholesky factor = search.find(likelihood, prior.means(), precision, mode, done);
        double trace = 0;
        for (int j = 0; j < d; j++) {
            Arrays.fill(column, 0);
            column[j] = 1;
            factor.solve(column);
            System.arraycopy(column, 0, covariance, j * d, d);
            trace += column[j] * precision[j];
        }
        reliance = Math.min(1, trace / d);
    }

    /**
     * How much the agent relies on the prior, in (0, 1]: tr(C·diag(1/τ²))/d, the share of its coefficients that its own
     * judgements do not determine (1 − γ/d of MacKay 1992).
     */
    public double reliance() {
        return reliance;
    }

    /** β̂_j. */
    public double mode(int j) {
        return mode[j];
    }

    /** Copies β̂ to {@code target}[at .. at + d). */
    public void copyMode(double[] target, int at) {
        System.arraycopy(mode, 0, target, at, d);
    }

    /** E β_j, after {@link #approach}. */
    double mean(int j) {
        return mean[j];
    }

    /** C_jk. */
    double covariance(int j, int k) {
        return covariance[j * d + k];
    }

    /** Adds what b's uncertainty does to β̂: A·V·Aᵀ with A = dβ̂/db = C·diag(1/τ²). */
    public void widen() {
        double[] v = prior.uncertainty();
        if (v.length == 0) {
            return;
        }
        double[] a = new double[d * d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                a[j * d + k] = covariance[j * d + k] * precision[k];
            }
        }
        double[] av = product(a, v);
        for (int j = 0; j < d; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = 0;
                for (int l = 0; l < d; l++) {
                    sum += av[j * d + l] * a[k * d + l];
                }
                covariance[j * d + k] += sum;
                covariance[k * d + j] = covariance[j * d + k];
            }
        }
    }

    private double[] product(double[] a, double[] b) {
        double[] c = new double[d * d];
        for (int j = 0; j < d; j++) {
            for (int l = 0; l < d; l++) {
                double factor = a[j * d + l];
                for (int k = 0; k < d; k++) {
                    c[j * d + k] += factor * b[l * d + k];
                }
            }
        }
        return c;
    }

    /** β̂·x for x at {@code phi}[at .. at + d). */
    public double mean(double[] phi, int at) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
            sum += mode[j] * phi[at + j];
        }
        return sum;
    }

    /** Standard deviation of β·x for x at {@code phi}[at .. at + d). */
    public double deviation(double[] phi, int at) {
        Arrays.fill(column, 0);
        for (int j = 0; j < d; j++) {
            double x = phi[at + j];
            int row = j * d;
            for (int k = 0; k < d; k++) {
                column[k] += x * covariance[row + k];
            }
        }
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += column[k] * phi[at + k];
        }
        return Math.sqrt(Math.max(0, sum));
    }
}
