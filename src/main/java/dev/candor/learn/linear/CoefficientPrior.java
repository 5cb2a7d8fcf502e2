package dev.candor.learn.linear;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What is known of an agent's coefficients before its own log is read: β_i ~ N(b, diag(τ²)), b itself known to within
 * N(0, V). All of length d; V is d×d, empty where b is exact.
 */
public final class CoefficientPrior implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] mean;
    private final double[] scale;
    private final double[] uncertainty;
    /** Agents' posterior covariances in units of τ, on average over those that the population was found of; or empty. */
    private final double[] typical;

    public CoefficientPrior(double[] mean, double[] scale, double[] uncertainty, double[] typical) {
        this.mean = mean;
        this.scale = scale;
        this.uncertainty = uncertainty;
        this.typical = typical;
    }

    /** N(0, σ²I), declared. */
    public static CoefficientPrior declared(int d, double sigma) {
        double[] scale = new double[d];
        Arrays.fill(scale, sigma);
        return new CoefficientPrior(new double[d], scale, new double[0], new double[0]);
    }

    /** The same uncertainty about another b and τ. */
    CoefficientPrior at(double[] b, double[] tau) {
        return new CoefficientPrior(b, tau, uncertainty, typical);
    }

    /** Sets {@code covariance}, d×d, to one that agents' posteriors are near to; to 0 where none is known. */
    void typical(double[] covariance) {
        if (typical.length == 0) {
            Arrays.fill(covariance, 0);
            return;
        }
        int d = mean.length;
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                covariance[j * d + k] = typical[j * d + k] * scale[j] * scale[k];
            }
        }
    }

    /** d. */
    int dimension() {
        return mean.length;
    }

    /** b_j. */
    public double mean(int j) {
        return mean[j];
    }

    /** τ_j > 0. */
    public double scale(int j) {
        return scale[j];
    }

    /** Standard deviation of b_j; 0 where b is exact. */
    public double meanDeviation(int j) {
        return uncertainty.length == 0 ? 0 : Math.sqrt(uncertainty[j * mean.length + j]);
    }

    double[] means() {
        return mean;
    }

    double[] uncertainty() {
        return uncertainty;
    }

    /** 1/τ². */
    double[] precisions() {
        double[] precision = new double[scale.length];
        Arrays.setAll(precision, j -> 1 / (scale[j] * scale[j]));
        return precision;
    }
}
