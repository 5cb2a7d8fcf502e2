package dev.candor.divergence;

import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import java.util.ArrayList;
import java.util.List;

/**
 * One prompt settled in memory by the kernels alone: what the laws are stated about. Rewards are dense; NaN stands for
 * "not reported".
 */
public final class SmallGame {
    public final Regulariser regulariser;
    public final double[] logRef;
    public final double[][] rewards;
    public final double[] scale;
    public final double[] aggregate;
    public final double[] prob;
    final PolicyBlock policy;

    /**
     * Settles.
     *
     * @param logRef unnormalised log π0, length K
     * @param rewards r, one row an agent, length K
     * @param scale κw of each agent
     */
    public SmallGame(Regulariser regulariser, double[] logRef, double[][] rewards, double[] scale) {
        this.regulariser = regulariser;
        int candidates = logRef.length;
        this.logRef = logRef.clone();
        double normaliser = Stable.logSumExp(logRef, 0, candidates);
        for (int x = 0; x < candidates; x++) {
            this.logRef[x] -= normaliser;
        }
        this.rewards = rewards;
        this.scale = scale;
        ExactSums sums = new ExactSums(candidates);
        for (int i = 0; i < rewards.length; i++) {
            for (int x = 0; x < candidates; x++) {
                if (!Double.isNaN(rewards[i][x])) {
                    sums.add(x, scale[i] * rewards[i][x]);
                    sums.add(x, Math.fma(scale[i], rewards[i][x], -(scale[i] * rewards[i][x])));
                }
            }
        }
        int best = 0;
        for (int x = 1; x < candidates; x++) {
            best = sums.difference(x, best) > 0 ? x : best;
        }
        aggregate = new double[candidates];
        double[][] gap = new double[6][candidates];
        for (int x = 0; x < candidates; x++) {
            aggregate[x] = sums.value(x);
            double[] parts = sums.differenceParts(best, x, gap.length);
            for (int k = 0; k < gap.length; k++) {
                gap[k][x] = parts[k];
            }
        }
        prob = new double[candidates];
        double[] dual = new double[candidates];
        regulariser.solve(this.logRef, gap, prob, dual);
        policy = new PolicyBlock(
                0,
                0,
                new int[] {0, candidates},
                new double[] {1},
                logRef,
                References.probabilities(this.logRef),
                prob,
                dual,
                gap);
    }

    /** κp of agent i. */
    public double charge(int i) {
        return charge(i, new Workspace());
    }

    double charge(int i, Workspace workspace) {
        return regulariser.charge(policy, 0, slice(i), scale[i], workspace);
    }

    /** ⟨r_i, π*⟩. */
    public double value(int i) {
        return policy.value(0, slice(i));
    }

    /** ASW(π*) by definition. */
    public double welfare() {
        double welfare = -regulariser.lambda() * divergence();
        for (int x = 0; x < prob.length; x++) {
            welfare += aggregate[x] * prob[x];
        }
        return welfare;
    }

    /** D(π*‖π0), as a settlement computes it of the optimum. */
    double optimalDivergence() {
        return regulariser.divergence(logRef, prob, policy.dual);
    }

    /** S_best − ASW(π*), as a settlement computes it. */
    double lostWelfare() {
        double behind = 0;
        for (int x = 0; x < prob.length; x++) {
            behind += prob[x] * policy.gap[0][x];
        }
        return behind + regulariser.lambda() * optimalDivergence();
    }

    public double divergence() {
        return regulariser.divergence(policy.ref, prob);
    }

    public double[] ref() {
        return policy.ref;
    }

    /** The same game with agent i's rewards replaced. */
    public SmallGame with(int i, double[] report, double reportedScale) {
        double[][] others = rewards.clone();
        others[i] = report;
        double[] scales = scale.clone();
        scales[i] = reportedScale;
        return new SmallGame(regulariser, logRef, others, scales);
    }

    private RewardSlice slice(int i) {
        List<Integer> reported = new ArrayList<>();
        for (int x = 0; x < rewards[i].length; x++) {
            if (!Double.isNaN(rewards[i][x])) {
                reported.add(x);
            }
        }
        int[] slot = reported.stream().mapToInt(Integer::intValue).toArray();
        double[] reward = reported.stream().mapToDouble(x -> rewards[i][x]).toArray();
        return new RewardSlice().at(slot, reward, 0, slot.length);
    }
}
