package dev.candor.learn.linear;

import dev.candor.learn.choice.Likelihood;

/**
 * The likelihood of one agent's judgements as a function of its coefficients β, utilities being u_x = β·φ_x; d = length of β
 * and of φ. A window on a run of judgements that lie together.
 */
public abstract class LinearLikelihood implements Likelihood {
    final JudgedItems judged;
    /** φ_j of item x at x·d + j. */
    final double[] phi;

    final int d;
    int from;
    int to;

    LinearLikelihood(JudgedItems judged, double[] phi, int d) {
        this.judged = judged;
        this.phi = phi;
        this.d = d;
    }

    /** Comparisons, Davidson's with ν = {@code tiePrevalence}. */
    public static LinearLikelihood comparisons(JudgedItems judged, double[] phi, int d, double tiePrevalence) {
        return new LinearComparisons(judged, phi, d, tiePrevalence);
    }

    /** Rankings, Plackett–Luce. */
    public static LinearLikelihood rankings(JudgedItems judged, double[] phi, int d) {
        return new LinearRankings(judged, phi, d);
    }

    /** Ratings t ~ N(β·φ, sd²). */
    public static LinearLikelihood ratings(JudgedItems judged, double[] phi, int d, double deviation) {
        return new LinearRatings(judged, phi, d, deviation);
    }

    /** Moves the window to the judgements [from, to). */
    public LinearLikelihood window(int first, int end) {
        from = first;
        to = end;
        return this;
    }

    @Override
    public int dimension() {
        return d;
    }

    /**
     * The same as {@link #addDerivatives} on average over coefficients N(β, C).
     *
     * @param covariance C, d×d, row-major, symmetric
     */
    abstract void addExpectedDerivatives(double[] beta, double[] covariance, double[] gradient, double[] information);

    /** xᵀCy, y at {@code features}[at .. at + d). */
    double form(double[] covariance, double[] x, double[] features, int at) {
        double[] product = new double[d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                product[k] += x[j] * covariance[j * d + k];
            }
        }
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += product[k] * features[at + k];
        }
        return sum;
    }

    double utility(double[] beta, int item) {
        double sum = 0;
        int at = item * d;
        for (int j = 0; j < d; j++) {
            sum += beta[j] * phi[at + j];
        }
        return sum;
    }
}
