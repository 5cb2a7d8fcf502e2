package dev.candor.learn.linear;

import dev.candor.numeric.Cholesky;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What a pass over all agents says about their population: with u_i = m_i − b and M_i = I − T^½·C_i·T^½, T = diag(1/τ²), the
 * sums Σu_i, Σu_i², ΣM_i, ΣM_i∘M_i and n, exact and mergeable, so that no order of agents can change them.
 *
 * <p>The next b and τ are by Fisher's scoring of the lower bound of the likelihood of all logs that the agents' Gaussians
 * N(m_i, C_i) of {@link CoefficientPosterior#approach} give (Ormerod & Wand 2012); the gradients are those of the bound:
 *
 * <pre>
 * b:        gradient T·Σu_i,                       information T^½·ΣM_i·T^½     (Fisher's identity; Louis 1982)
 * log τ_j²: gradient ½(Σu_ij²/τ_j² − ΣM_ijj),      information ½·ΣM_i∘M_i       (Harville 1977)
 * </pre>
 */
public final class PopulationSums implements Serializable {
    private static final long serialVersionUID = 1L;

    /** b ~ N(0, 1000²): a direction that no judgement speaks of stays 0, and one that all agree on stays finite. */
    private static final double LEAST_INFORMATION = 1e-6;
    /** log τ² moves no further in a pass. */
    private static final double LONGEST_STEP = 2;
    /** Of 1: what M_jj is at most where an agent's log does not speak of coefficient j. */
    private static final double ROUNDING = 1e-12;
    /** Keeps the scoring of log τ² regular where coefficients cannot be told apart. */
    private static final double RIDGE = 1e-9;

    private final int d;
    /** Σu, Σu², and the lower triangles of ΣM and ΣM∘M row by row. */
    private final ExactSums sums;

    private final GroupSums groups;
    /** Whether Σu² has what the uncertainty of means adds to it. */
    private final boolean restricted;

    private long agents;

    PopulationSums(int d) {
        this(d, false);
    }

    private PopulationSums(int d, boolean restricted) {
        this.d = d;
        this.sums = new ExactSums(2 * d + d * (d + 1));
        this.groups = new GroupSums(d);
        this.restricted = restricted;
    }

    /**
     * For means that few agents tell of, as those of small groups: with u_i² on average over the uncertainty of the mean, the
     * gradient of log τ² is that of the restricted likelihood (Patterson & Thompson 1971). Means taken for exact would make τ
     * too small: by half, in variance, for groups of two.
     */
    static PopulationSums restricted(int d) {
        return new PopulationSums(d, true);
    }

    /** The same of an agent of a group of {@code population}, which may have none. */
    public void add(CoefficientPosterior agent, CoefficientPopulation population, int group) {
        CoefficientPrior prior = population.agents(group);
        add(agent, prior);
        if (population.groups() == 0) {
            return;
        }
        GroupSums.Sums own = groups.one(group);
        for (int j = 0; j < d; j++) {
            own.addDeviation(j, agent.mode(j) - prior.mean(j));
            for (int k = 0; k <= j; k++) {
                own.addDetermined(j, k, determined(agent, prior, j, k));
            }
        }
    }

    /** M_jk of an agent. */
    private static double determined(CoefficientPosterior agent, CoefficientPrior prior, int j, int k) {
        return (j == k ? 1 : 0) - agent.covariance(j, k) / (prior.scale(j) * prior.scale(k));
    }

    /** Adds an agent that {@link CoefficientPosterior#approach} has found under {@code prior}. */
    void add(CoefficientPosterior agent, CoefficientPrior prior) {
        agents++;
        double[] more = restricted ? agent.deviationVariances() : new double[d];
        int at = 2 * d;
        int squares = at + d * (d + 1) / 2;
        for (int j = 0; j < d; j++) {
            double u = agent.mode(j) - prior.mean(j);
            sums.add(j, u);
            sums.add(d + j, u * u + more[j]);
            for (int k = 0; k <= j; k++) {
                double m = determined(agent, prior, j, k);
                sums.add(at++, m);
                sums.add(squares++, m * m);
            }
        }
    }

    /** Adds the agents of {@code other}. */
    public PopulationSums merge(PopulationSums other) {
        sums.merge(other.sums);
        groups.merge(other.groups);
        agents += other.agents;
        return this;
    }

    /** n. */
    long agents() {
        return agents;
    }

    /** The step after this pass, whose agents were found under {@code population}. */
    PopulationStep next(CoefficientPopulation population, ScaleRule rule) {
        double[] scale = new double[d];
        Arrays.setAll(scale, population::scale);
        if (population.groups() > 0) {
            double moved = rule == ScaleRule.FIXED ? 0 : score(scale);
            return groups.next(population, scale, typical(), moved);
        }
        return next(population.top(), scale, rule);
    }

    private PopulationStep next(CoefficientPrior prior, double[] scale, ScaleRule rule) {
        double[] information = new double[d * d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k <= j; k++) {
                boolean told = isTold(j) && isTold(k);
                information[j * d + k] = told ? determined(j, k) / (scale[j] * scale[k]) : 0;
            }
            information[j * d + j] += LEAST_INFORMATION;
        }
        Cholesky factor = Cholesky.floored(information, d, Cholesky.ROUNDING);
        double[] mean = new double[d];
        Arrays.setAll(mean, j -> sums.value(j) / (scale[j] * scale[j]) - LEAST_INFORMATION * prior.mean(j));
        double[] gradient = mean.clone();
        factor.solve(mean);
        double decrement = dot(gradient, mean);
        double[] uncertainty = new double[d * d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++) {
            mean[j] += prior.mean(j);
            Arrays.fill(column, 0);
            column[j] = 1;
            factor.solve(column);
            System.arraycopy(column, 0, uncertainty, j * d, d);
        }
        double scaleDecrement = rule == ScaleRule.FIXED ? 0 : score(scale);
        CoefficientPopulation next =
                CoefficientPopulation.of(new CoefficientPrior(mean, scale, uncertainty, typical()));
        return new PopulationStep(next, decrement, scaleDecrement);
    }

    /** T^½·C·T^½ on average over agents: I − ΣM/n. */
    private double[] typical() {
        double[] typical = new double[d * d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k <= j; k++) {
                typical[j * d + k] = (j == k ? 1 : 0) - determined(j, k) / agents;
                typical[k * d + j] = typical[j * d + k];
            }
        }
        return typical;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    /** ΣM_ijk, k ≤ j. */
    private double determined(int j, int k) {
        return sums.value(2 * d + j * (j + 1) / 2 + k);
    }

    /**
     * Moves τ by a step of log τ², and returns its decrement. A τ that is at an end and would go beyond stays there, and one
     * of which no log says anything, ΣM_jj being rounding, stays where it is.
     */
    private double score(double[] scale) {
        double[] step = new double[d];
        boolean[] held = new boolean[d];
        for (int j = 0; j < d; j++) {
            step[j] = sums.value(d + j) / (scale[j] * scale[j]) - determined(j, j);
            held[j] = (scale[j] <= ScaleRule.LEAST && step[j] <= 0)
                    || (scale[j] >= ScaleRule.MOST && step[j] >= 0)
                    || !isTold(j);
        }
        double[] information = new double[d * d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < j; k++) {
                information[j * d + k] = held[j] || held[k] ? 0 : squared(j, k);
            }
            information[j * d + j] = held[j] ? 1 : squared(j, j) * (1 + RIDGE) + Double.MIN_NORMAL;
            step[j] = held[j] ? 0 : step[j];
        }
        double[] gradient = step.clone();
        Cholesky.floored(information, d, Cholesky.ROUNDING).solve(step);
        double decrement = 0;
        for (int j = 0; j < d; j++) {
            double bounded = Math.min(LONGEST_STEP, Math.max(-LONGEST_STEP, step[j]));
            double tau = scale[j] * StrictMath.exp(bounded / 2);
            scale[j] = Math.min(ScaleRule.MOST, Math.max(ScaleRule.LEAST, tau));
            decrement += gradient[j] * step[j] / 2;
        }
        return decrement;
    }

    /** Whether any log speaks of coefficient j: ΣM_jj is more than rounding, which may be below 0. */
    private boolean isTold(int j) {
        return determined(j, j) > ROUNDING * agents;
    }

    /** Σ(M_ijk)², k ≤ j. */
    private double squared(int j, int k) {
        return sums.value(2 * d + d * (d + 1) / 2 + j * (j + 1) / 2 + k);
    }
}
