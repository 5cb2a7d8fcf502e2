package dev.candor.mechanism;

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

    /** λ·log Σ q·e^{κr/λ} at the r ≥ 0, Σ r = 1 that makes it least: reward goes where q is smallest. */
    static double leastOfSum(double[] logQ, double boost, double lambda) {
        double[] cost =
                Arrays.stream(logQ).map(l -> l * lambda / boost).sorted().toArray();
        double level = 0;
        double filled = 0;
        for (int k = 0; k < cost.length; k++) {
            filled += cost[k];
            double next = (1 + filled) / (k + 1);
            if (k > 0 && cost[k] >= level) {
                break;
            }
            level = next;
        }
        double[] exponent = new double[logQ.length];
        for (int x = 0; x < logQ.length; x++) {
            double reward = Math.max(0, level - logQ[x] * lambda / boost);
            exponent[x] = logQ[x] + reward * boost / lambda;
        }
        return Math.max(0, lambda * Stable.logSumExp(exponent, 0, exponent.length));
    }
}
