package dev.candor.policy.linear;

import dev.candor.numeric.Compensated;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;

/** n agents with linear rewards r_i = β_i·φ and scales κ_i w_i. */
public final class AgentBatch implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int features;
    /** β_ij at i·d + j, length n·d. */
    private final double[] beta;
    /** κ_i w_i, length n, and what rounding has taken from it. */
    private final double[] scale;

    private final double[] scaleLost;

    /**
     * Takes the arrays without copying them.
     *
     * @param features d
     * @param beta β, length n·d, row by row
     * @param scale κw > 0, length n
     */
    public AgentBatch(int features, double[] beta, double[] scale) {
        if (beta.length != (long) scale.length * features) {
            throw new IllegalArgumentException("cannot make a batch of " + scale.length + " agents with " + features
                    + " features of " + beta.length + " coefficients");
        }
        this.features = features;
        this.beta = beta;
        this.scale = scale;
        this.scaleLost = new double[scale.length];
    }

    /**
     * Takes the coefficients without copying them; κw is kept exactly.
     *
     * @param boost κ > 0, length n
     * @param weight w > 0, length n
     */
    public AgentBatch(int features, double[] beta, double[] boost, double[] weight) {
        this(features, beta, new double[boost.length]);
        for (int i = 0; i < boost.length; i++) {
            scale[i] = boost[i] * weight[i];
            scaleLost[i] = Math.fma(boost[i], weight[i], -scale[i]);
        }
    }

    /** n. */
    public int agents() {
        return scale.length;
    }

    /** d. */
    public int features() {
        return features;
    }

    /** β_ij. */
    public double beta(int agent, int j) {
        return beta[agent * features + j];
    }

    /** κ_i w_i. */
    public double scale(int agent) {
        return scale[agent];
    }

    /** Adds every κ_i w_i β_i to the d sums, exactly: a product of doubles is the sum of two. */
    public void addTo(ExactSums aggregate) {
        for (int i = 0; i < scale.length; i++) {
            add(i, 1, aggregate);
        }
    }

    /** The same of one agent, {@code times} 1 or −1. */
    void add(int agent, int times, ExactSums aggregate) {
        for (int j = 0; j < features; j++) {
            double coefficient = times * beta[agent * features + j];
            addProduct(scale[agent], coefficient, j, aggregate);
            if (scaleLost[agent] != 0) {
                addProduct(scaleLost[agent], coefficient, j, aggregate);
            }
        }
    }

    private static void addProduct(double factor, double coefficient, int j, ExactSums aggregate) {
        double product = factor * coefficient;
        aggregate.add(j, product);
        aggregate.add(j, Math.fma(factor, coefficient, -product));
    }

    /**
     * w·β_i·φ̄, off by 2u of itself and d²u² of w·Σ_j |β_ij φ̄_j|; φ̄ of length d.
     *
     * @param lost what φ̄ has lost by rounding, length d
     */
    public double value(int agent, double weight, double[] meanFeature, double[] lost) {
        Compensated sum = new Compensated().dot(beta, agent * features, meanFeature, 0, features);
        for (int j = 0; j < features; j++) {
            sum.low += beta[agent * features + j] * lost[j];
        }
        return weight * sum.value();
    }

    /**
     * Σ_j (A_j − κ_i w_i β_ij)·φ̄_j: what the others have of the policy, however little that is beside the agent's.
     *
     * @param aggregate A = Σ_i κ_i w_i β_i
     */
    public double others(int agent, ExactSums aggregate, double[] meanFeature, double[] lost) {
        ExactSums rest = PreciseVector.copy(aggregate);
        add(agent, -1, rest);
        Compensated sum = new Compensated();
        PreciseVector without = PreciseVector.quotient(rest, 1);
        without.times(meanFeature, 0, sum);
        double high = sum.high;
        double low = sum.low;
        without.times(lost, 0, sum);
        return high + (low + sum.value());
    }

    /** {@link #value} of a φ̄ that is known to a double. */
    public double value(int agent, double weight, double[] meanFeature) {
        return value(agent, weight, meanFeature, new double[features]);
    }

    /** −κ_i w_i β_ij/λ: times φ − E_π*[φ] it is u = −Y/λ. */
    double slope(int agent, int j, double lambda) {
        return -(scale[agent] / lambda) * beta[agent * features + j];
    }

    /** ‖κ_i w_i β_i/λ‖₂. */
    double reach(int agent, double lambda) {
        double squares = 0;
        for (int j = 0; j < features; j++) {
            double slope = slope(agent, j, lambda);
            squares += slope * slope;
        }
        return Math.sqrt(squares);
    }

    /** Σ_j |κ_i w_i β_ij/λ|·size_j. */
    double sizes(int agent, double lambda, double[] size) {
        double sum = 0;
        for (int j = 0; j < features; j++) {
            sum += Math.abs(slope(agent, j, lambda)) * size[j];
        }
        return sum;
    }
}
