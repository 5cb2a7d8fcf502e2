package dev.candor.learn.linear;

import dev.candor.learn.choice.Likelihood;
import dev.candor.learn.choice.PosteriorMode;
import dev.candor.numeric.Cholesky;
import dev.candor.numeric.Factor;
import dev.candor.numeric.PreciseCholesky;
import java.util.Arrays;

/**
 * One agent's coefficients given its judgements and the prior: Laplace's approximation N(β̂, C) at the mode,
 * C⁻¹ = −∇²ℓ + diag(1/τ²). A workspace: one agent at a time.
 */
public final class CoefficientPosterior {
    /** Newton decrement of a Gaussian that is near enough: after that step it is off by some 1e-6 standard deviations. */
    private static final double CLOSE = 1e-7;
    /** And by how little its reliance on the prior still changes. */
    private static final double STEADY = 5e-5;

    private static final int MOST_STEPS = 100;
    /** Decrements up to which a step is taken whole even after one that made the decrement larger. */
    private static final double NEAR = 1;

    private final int d;
    private final double[] precision;
    private final PosteriorMode search;
    private final double[] mode;
    private final double[] gradient;
    private final double[] information;
    /** C, and with {@link #widen} what b's own uncertainty adds; row-major, d×d, symmetric. */
    private final double[] covariance;

    private final double[] column;
    private CoefficientPrior prior;
    private double reliance;
    /** Of {@link #find} where entries of C are too large beside what deviations are made of them; else null. */
    private Factor precise;

    private boolean isWidened;

    public CoefficientPosterior(CoefficientPrior prior) {
        this.prior = prior;
        this.d = prior.dimension();
        this.precision = prior.precisions();
        this.search = new PosteriorMode(d);
        this.mode = new double[d];
        this.gradient = new double[d];
        this.information = new double[d * d];
        this.covariance = new double[d * d];
        this.column = new double[d];
    }

    /** From here on for agents drawn from {@code drawn}, of the same dimension. */
    public CoefficientPosterior under(CoefficientPrior drawn) {
        if (drawn != prior) {
            prior = drawn;
            System.arraycopy(drawn.precisions(), 0, precision, 0, d);
        }
        return this;
    }

    /**
     * Finds the Gaussian N(m, C) nearest to the posterior in KL(N ‖ posterior), from m − b = {@code start}[at .. at + d): the
     * judgements' derivatives on average over it have gradient diag(1/τ²)(m − b) and information C⁻¹ − diag(1/τ²) (Opper &
     * Archambeau 2009). Modes alone make populations too narrow. m and C take the places of β̂ and its covariance.
     */
    public void approach(LinearLikelihood likelihood, double[] start, int at) {
        for (int j = 0; j < d; j++) {
            mode[j] = prior.mean(j) + start[at + j];
        }
        prior.typical(covariance);
        double decrement = Double.POSITIVE_INFINITY;
        double trace = Double.POSITIVE_INFINITY;
        boolean whole = true;
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            Arrays.fill(information, 0);
            for (int j = 0; j < d; j++) {
                gradient[j] = -precision[j] * (mode[j] - prior.mean(j));
                information[j * d + j] = precision[j];
            }
            likelihood.addExpectedDerivatives(mode, covariance, gradient, information);
            Cholesky factor = Cholesky.floored(information, d, Cholesky.ROUNDING);
            System.arraycopy(gradient, 0, column, 0, d);
            factor.solve(column);
            double before = decrement;
            decrement = 0;
            for (int j = 0; j < d; j++) {
                decrement += gradient[j] * column[j];
            }
            whole &= decrement <= before;
            double length = whole || decrement <= NEAR ? 1 : 1 / (1 + Math.sqrt(decrement));
            for (int j = 0; j < d; j++) {
                mode[j] += length * column[j];
            }
            invert(factor);
            double change = Math.abs(reliance - trace);
            trace = reliance;
            if (decrement <= CLOSE && change <= STEADY) {
                return;
            }
        }
    }

    /** Finds the mode to rounding, from the prior's mean. */
    public void find(Likelihood likelihood) {
        System.arraycopy(prior.means(), 0, mode, 0, d);
        Factor factor = search.find(likelihood, prior.means(), precision, mode);
        precise = factor instanceof PreciseCholesky ? factor : null;
        isWidened = false;
        invert(factor);
    }

    private void invert(Factor factor) {
        factor.inverse(covariance);
        double trace = 0;
        for (int j = 0; j < d; j++) {
            trace += covariance[j * d + j] * precision[j];
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

    /** Copies m − b to {@code target}[at .. at + d). */
    public void copyDeviation(double[] target, int at) {
        for (int j = 0; j < d; j++) {
            target[at + j] = mode[j] - prior.mean(j);
        }
    }

    /** C_jk. */
    public double covariance(int j, int k) {
        return covariance[j * d + k];
    }

    /** Adds what b's uncertainty does to β̂: A·V·Aᵀ with A = dβ̂/db = C·diag(1/τ²). */
    public void widen() {
        double[] v = prior.uncertainty();
        if (v.length == 0) {
            return;
        }
        isWidened = true;
        double[] a = sensitivity();
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

    /** A = dβ̂/db = C·diag(1/τ²). */
    private double[] sensitivity() {
        double[] a = new double[d * d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                a[j * d + k] = covariance[j * d + k] * precision[k];
            }
        }
        return a;
    }

    /** What b's uncertainty adds to the variance of each β̂_j − b_j: the diagonal of (I − A)·V·(I − A)ᵀ; 0 where b is exact. */
    double[] deviationVariances() {
        double[] added = new double[d];
        double[] v = prior.uncertainty();
        if (v.length == 0) {
            return added;
        }
        double[] left = sensitivity();
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                left[j * d + k] = (j == k ? 1 : 0) - left[j * d + k];
            }
        }
        double[] product = product(left, v);
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                added[j] += product[j * d + k] * left[j * d + k];
            }
        }
        return added;
    }

    /** N(β̂, diag(τ²)) with C as the uncertainty of its mean: what those that this one is the group of are drawn from. */
    CoefficientPrior prior(double[] tau, double[] typical) {
        return new CoefficientPrior(mode.clone(), tau, covariance.clone(), typical);
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

    /** Standard deviation of Σ_j β_j·x_j over j < {@code count}, for x at {@code phi}[at .. at + count). */
    public double deviation(double[] phi, int at, int count) {
        if (precise != null) {
            return Math.sqrt(preciseForm(phi, at, count));
        }
        double sum = 0;
        for (int j = 0; j < count; j++) {
            double row = 0;
            for (int k = 0; k < j; k++) {
                row += covariance[j * d + k] * phi[at + k];
            }
            sum += phi[at + j] * (2 * row + covariance[j * d + j] * phi[at + j]);
        }
        return Math.sqrt(Math.max(0, sum));
    }

    /** xᵀCx by the factor of C⁻¹, and yᵀVy, y = diag(1/τ²)·Cx, of {@link #widen}. */
    private double preciseForm(double[] phi, int at, int count) {
        double[] x = new double[d];
        System.arraycopy(phi, at, x, 0, count);
        double[] y = x.clone();
        double form = precise.inverseForm(x);
        if (isWidened) {
            precise.solve(y);
            double[] v = prior.uncertainty();
            double added = 0;
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    added += (precision[j] * y[j]) * v[j * d + k] * (precision[k] * y[k]);
                }
            }
            form += Math.max(0, added);
        }
        return form;
    }

    /** The largest standard deviation of Σ_j β_j·x_j, j < {@code count}, of all candidates. */
    public double largestDeviation(FeatureColumns candidates, int count) {
        if (precise != null) {
            double largest = 0;
            for (int x = 0; x < candidates.candidates(); x++) {
                largest = Math.max(largest, preciseForm(candidates.row(x), 0, count));
            }
            return Math.sqrt(largest);
        }
        return Math.sqrt(candidates.largestForm(covariance, count));
    }
}
