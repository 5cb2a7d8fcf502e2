package dev.candor.population;

import dev.candor.numeric.Normal;
import dev.candor.population.Streams.Purpose;

/**
 * What an agent likes: a Gaussian copula with uniform margins.
 *
 * <pre>
 * r(i,c,x) = Φ( √s · t(k_i,c,x) + √(1−s) · e(i,c,x) ),   s = 2 sin(πρ/6)
 * </pre>
 *
 * k_i is the cluster of agent i, t its taste, e the agent's own part; t and e are independent standard normals, so r is
 * uniform on [0, 1]. The correlation of two agents of one cluster is (6/π) asin(s/2) = ρ (Pearson, 1907), that of an
 * agent and its cluster's taste Φ(t) is (6/π) asin(√s/2), and agents of different clusters are independent. Rewards are
 * rounded to 6 decimals: the double nearest to the decimal, so that CSV, JSON and Parquet hold the same value.
 */
public final class Rewards {
    /** Rewards are whole multiples of 1/GRID. */
    static final double GRID = 1e6;

    private final int clusters;
    private final double shared;
    private final double own;
    private final long clusterKey;
    private final long tasteKey;
    private final long ownKey;
    private final long scoredKey;
    private final double candidateDensity;

    public Rewards(PopulationSpec population) {
        double latent = 2 * StrictMath.sin(StrictMath.PI * population.tastes().correlation() / 6);
        double s = Math.min(1, latent);
        clusters = population.tastes().clusters();
        shared = Math.sqrt(s);
        own = Math.sqrt(1 - s);
        clusterKey = Streams.key(population.seed(), Purpose.CLUSTER);
        tasteKey = Streams.key(population.seed(), Purpose.TASTE);
        ownKey = Streams.key(population.seed(), Purpose.OWN);
        scoredKey = Streams.key(population.seed(), Purpose.SCORED);
        candidateDensity = population.coverage().candidateDensity();
    }

    /** The taste cluster of an agent, 0 … clusters−1. */
    int cluster(long agent) {
        return (int) Streams.below(Streams.key(clusterKey, agent), clusters);
    }

    /** In [0, 1], a multiple of 1/{@link #GRID}; defined whether or not the agent reports it. */
    double reward(long agent, long prompt, int candidate) {
        return correlated(tasteOf(agent, prompt), pair(ownKey, agent, prompt), candidate);
    }

    /** Φ⁻¹ of the reward before rounding, N(0, 1): the agent's utility where it chooses. */
    double utility(long agent, long prompt, int candidate) {
        return latent(tasteOf(agent, prompt), pair(ownKey, agent, prompt), candidate);
    }

    /** Whether the agent scores this candidate, given that it reports on the prompt. */
    boolean scored(long agent, long prompt, int candidate) {
        return isScored(pair(scoredKey, agent, prompt), candidate);
    }

    /**
     * Writes the agent's rewards on one prompt to {@code into[0 … length−1]}, NaN for a candidate that is not scored.
     * Allocates nothing.
     *
     * @param into one entry a candidate
     */
    public void fill(long agent, long prompt, double[] into) {
        long taste = tasteOf(agent, prompt);
        long self = pair(ownKey, agent, prompt);
        long chosen = pair(scoredKey, agent, prompt);
        for (int candidate = 0; candidate < into.length; candidate++) {
            into[candidate] = isScored(chosen, candidate) ? correlated(taste, self, candidate) : Double.NaN;
        }
    }

    private double correlated(long taste, long self, int candidate) {
        return Math.rint(Normal.cdf(latent(taste, self, candidate)) * GRID) / GRID;
    }

    private double latent(long taste, long self, int candidate) {
        return shared * normal(taste, candidate) + own * normal(self, candidate);
    }

    private boolean isScored(long pair, int candidate) {
        return candidateDensity == 1 || Streams.uniform(Streams.key(pair, candidate)) < candidateDensity;
    }

    private long tasteOf(long agent, long prompt) {
        return pair(tasteKey, cluster(agent), prompt);
    }

    private static long pair(long purpose, long first, long prompt) {
        return Streams.key(Streams.key(purpose, first), prompt);
    }

    private static double normal(long stream, int candidate) {
        return Normal.quantile(Streams.uniform(Streams.key(stream, candidate)));
    }
}
