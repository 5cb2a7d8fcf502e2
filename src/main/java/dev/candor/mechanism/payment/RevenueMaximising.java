package dev.candor.mechanism.payment;

import dev.candor.divergence.Kl;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.RewardSlice;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.Stable;
import java.util.Arrays;

/**
 * The least utility that any type of the agent could have had, under KL with weights ≥ 1: with it, payments raise the most
 * revenue under DSIC and IR (derived from Prop 4.6 and Thm 4.9 of Sun et al. 2025: two DSIC rules differ by a term free
 * of the agent's own report, and IR bounds it by the least utility).
 *
 * <p>With q = π_{−i} on the prompt, the least κu over types of weight 1 is, in the Max domain,
 * min_x λ·log(1 + q_x·(e^{κ/λ} − 1)), and in the Sum domain λ·log Σ q·e^{κr/λ} at the water-filling
 * r_x = (c − (λ/κ)·log q_x)₊ with Σ r = 1.
 */
record RevenueMaximising(Kl regulariser, RewardDomain domain) implements Surcharge {
    /** Beyond this e^growth − 1 is e^growth to the last digit, and q may have underflowed beside it. */
    private static final double LARGE_GROWTH = 37;

    @Override
    public double of(PolicyBlock policy, int prompt, RewardSlice rewards, double scale, double boost) {
        double[] logQ = regulariser.logWithout(policy, prompt, rewards, scale);
        double lambda = regulariser.lambda();
        return domain == RewardDomain.MAX ? leastOfMax(logQ, boost, lambda) : leastOfSum(logQ, boost, lambda);
    }

    /** min_x λ·log(1 + q_x(e^{κ/λ} − 1)): increasing in q, so at the smallest. */
    static double leastOfMax(double[] logQ, double boost, double lambda) {
        double smallest = Arrays.stream(logQ).min().orElseThrow();
        double growth = boost / lambda;
        double logGrowth = growth > 30
                ? growth + StrictMath.log1p(-StrictMath.exp(-growth))
                : StrictMath.log(StrictMath.expm1(growth));
        double exponent = smallest + logGrowth;
        return lambda
                * (exponent > 30
                        ? exponent + StrictMath.log1p(StrictMath.exp(-exponent))
                        : StrictMath.log1p(StrictMath.exp(exponent)));
    }

    /**
     * λ·log Σ q·e^{κr/λ} at the r ≥ 0, Σ r = 1 that makes it least: reward goes where q is smallest. Costs are counted
     * from the smallest q, so that a λ far above the rewards does not drown them.
     */
    static double leastOfSum(double[] logQ, double boost, double lambda) {
        double smallest = Arrays.stream(logQ).min().orElseThrow();
        double[] cost =
                Arrays.stream(logQ).map(l -> (l - smallest) * lambda / boost).toArray();
        double level = level(cost);
        double[] growth = Arrays.stream(cost)
                .map(c -> Math.max(0, level - c) * boost / lambda)
                .toArray();
        return lambda * logMoment(logQ, growth);
    }

    /** The level c with Σ (c − cost)₊ = 1; the smallest cost is 0. */
    private static double level(double[] cost) {
        double[] ascending = cost.clone();
        Arrays.sort(ascending);
        double level = 1;
        double filled = 0;
        for (int k = 1; k < ascending.length && ascending[k] < level; k++) {
            filled += ascending[k];
            level = (1 + filled) / (k + 1);
        }
        return level;
    }

    /** log Σ q·e^growth as log1p Σ q·(e^growth − 1), for Σ q = 1: all its terms are ≥ 0. */
    private static double logMoment(double[] logQ, double[] growth) {
        double[] exponent = new double[logQ.length];
        double excess = 0;
        for (int x = 0; x < logQ.length; x++) {
            exponent[x] = logQ[x] + growth[x];
            excess += growth[x] > LARGE_GROWTH
                    ? StrictMath.exp(exponent[x])
                    : StrictMath.exp(logQ[x]) * StrictMath.expm1(growth[x]);
        }
        return excess < Double.MAX_VALUE ? StrictMath.log1p(excess) : Stable.logSumExp(exponent, 0, exponent.length);
    }
}
