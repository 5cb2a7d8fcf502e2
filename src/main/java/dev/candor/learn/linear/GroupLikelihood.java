package dev.candor.learn.linear;

import dev.candor.learn.choice.Likelihood;

/**
 * What a pass over the agents of a group says of its mean a, to second order about the a₀ under which they were found:
 * ℓ(a) = g·(a − a₀) − ½(a − a₀)ᵀJ(a − a₀). Exact for ratings.
 */
final class GroupLikelihood implements Likelihood {
    private final double[] at;
    private final double[] slope;
    /** J, d×d, row-major, symmetric. */
    private final double[] curvature;

    /** Of agents drawn from {@code agents}: g = T·Σu, J = T^½·ΣM·T^½ of the sums of {@link GroupSums}. */
    GroupLikelihood(CoefficientPrior agents, GroupSums.Sums sums) {
        int d = agents.dimension();
        this.at = agents.means();
        this.slope = new double[d];
        this.curvature = new double[d * d];
        for (int j = 0; j < d; j++) {
            slope[j] = sums.deviation(j) / (agents.scale(j) * agents.scale(j));
            for (int k = 0; k <= j; k++) {
                curvature[j * d + k] = sums.determined(j, k) / (agents.scale(j) * agents.scale(k));
                curvature[k * d + j] = curvature[j * d + k];
            }
        }
    }

    @Override
    public int dimension() {
        return at.length;
    }

    @Override
    public double value(double[] a) {
        double sum = 0;
        for (int j = 0; j < at.length; j++) {
            sum += (a[j] - at[j]) * (slope[j] - pull(a, j) / 2);
        }
        return sum;
    }

    @Override
    public void addDerivatives(double[] a, double[] gradient, double[] information) {
        for (int j = 0; j < at.length; j++) {
            gradient[j] += slope[j] - pull(a, j);
        }
        for (int k = 0; k < curvature.length; k++) {
            information[k] += curvature[k];
        }
    }

    /** Row j of J(a − a₀). */
    private double pull(double[] a, int j) {
        double sum = 0;
        for (int k = 0; k < at.length; k++) {
            sum += curvature[j * at.length + k] * (a[k] - at[k]);
        }
        return sum;
    }

    /** From a₀ to the mode under {@code population}, in standard deviations of a, squared: the Newton decrement at a₀. */
    double moved(CoefficientPosterior mode, CoefficientPrior population) {
        double[] gradient = slope.clone();
        double[] precision = population.precisions();
        double sum = 0;
        for (int j = 0; j < at.length; j++) {
            gradient[j] -= precision[j] * (at[j] - population.mean(j));
            sum += gradient[j] * (mode.mode(j) - at[j]);
        }
        return sum;
    }
}
