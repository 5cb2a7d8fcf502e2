package dev.candor.learn;

import dev.candor.numeric.Cholesky;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What a pass over all agents says about their population: Σu_i, Σu_i², ΣC_i and n, with u_i = β̂_i − b, exact and
 * mergeable, so that no order of agents can change them.
 *
 * <p>The next b is Newton's, of the penalised likelihood with every β_i at its mode: gradient Σ_i u_i/τ², information
 * I = Σ_i (T − T·C_i·T), T = diag(1/τ²) (the Schur complement; Henderson 1975, Breslow & Clayton 1993). The next scale is
 * τ_j² = Σu_ij² / Σ_i(1 − C_ijj/τ_j²) (MacKay 1992, eq. 4.20: the fixed point is that of EM, reached in fewer passes).
 */
public final class PopulationSums implements Serializable {
    private static final long serialVersionUID = 1L;

    /** b ~ N(0, 1000²): a direction that no judgement speaks of stays 0, and one that all agree on stays finite. */
    private static final double LEAST_INFORMATION = 1e-6;

    private final int d;
    /** Σu, Σu², and the lower triangle of ΣC row by row. */
    private final ExactSums sums;

    private long agents;

    public PopulationSums(int d) {
        this.d = d;
        this.sums = new ExactSums(2 * d + d * (d + 1) / 2);
    }

    /** Adds an agent. */
    public void add(CoefficientPosterior agent, CoefficientPrior prior) {
        agents++;
        int at = 2 * d;
        for (int j = 0; j < d; j++) {
            double u = agent.mode(j) - prior.mean(j);
            sums.add(j, u);
            sums.add(d + j, u * u);
            for (int k = 0; k <= j; k++) {
                sums.add(at++, agent.covariance(j, k));
            }
        }
    }

    /** Adds the agents of {@code other}. */
    public PopulationSums merge(PopulationSums other) {
        sums.merge(other.sums);
        agents += other.agents;
        return this;
    }

    /** n. */
    public long agents() {
        return agents;
    }

    /** The prior after this pass, whose agents were at their modes under {@code prior}; its scale too where that is free. */
    public CoefficientPrior next(CoefficientPrior prior, ScaleRule rule) {
        double[] precision = prior.precisions();
        double[] information = new double[d * d];
        int at = 2 * d;
        for (int j = 0; j < d; j++) {
            for (int k = 0; k <= j; k++) {
                information[j * d + k] =
                        (j == k ? agents * precision[j] : 0) - precision[j] * sums.value(at++) * precision[k];
            }
            information[j * d + j] += LEAST_INFORMATION;
        }
        double[] scale = new double[d];
        for (int j = 0; j < d; j++) {
            double covariance = sums.value(2 * d + j * (j + 1) / 2 + j);
            scale[j] = rule.next(prior.scale(j), sums.value(d + j), agents - precision[j] * covariance);
        }
        Cholesky factor = new Cholesky(information, d);
        double[] mean = new double[d];
        Arrays.setAll(mean, j -> sums.value(j) * precision[j] - LEAST_INFORMATION * prior.mean(j));
        factor.solve(mean);
        for (int j = 0; j < d; j++) {
            mean[j] += prior.mean(j);
        }
        double[] uncertainty = new double[d * d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++) {
            Arrays.fill(column, 0);
            column[j] = 1;
            factor.solve(column);
            System.arraycopy(column, 0, uncertainty, j * d, d);
        }
        return new CoefficientPrior(mean, scale, uncertainty);
    }
}
