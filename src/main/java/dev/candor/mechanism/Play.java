package dev.candor.mechanism;

import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.Regulariser;
import dev.candor.divergence.RewardSlice;
import dev.candor.divergence.Workspace;

/** What comes of one report on one prompt: the policy, and what the agent is charged. Used again for report after report. */
public final class Play {
    private static final double[] ONE_PROMPT = {1};

    private final int[] start;
    private final int[] slot;
    private final double[] gap;
    private final double[] prob;
    private final double[] dual;
    private final Workspace workspace = new Workspace();
    private final RewardSlice slice = new RewardSlice();
    private PolicyBlock policy;
    private double charge;

    /** @param candidates K of the games that are played */
    public Play(int candidates) {
        start = new int[] {0, candidates};
        slot = new int[candidates];
        for (int x = 0; x < candidates; x++) {
            slot[x] = x;
        }
        gap = new double[candidates];
        prob = new double[candidates];
        dual = new double[candidates];
    }

    /**
     * The policy that maximises welfare when the agent adds {@code claim} to what the others want.
     *
     * @param claim d̃, length K
     */
    public void solve(Regulariser regulariser, PromptGame game, double[] claim) {
        double best = Double.NEGATIVE_INFINITY;
        for (int x = 0; x < gap.length; x++) {
            gap[x] = game.others[x] + claim[x];
            best = Math.max(best, gap[x]);
        }
        for (int x = 0; x < gap.length; x++) {
            gap[x] = best - gap[x];
        }
        regulariser.solve(game.logRef, gap, prob, dual);
        policy = new PolicyBlock(0, 0, start, ONE_PROMPT, game.ref, prob, dual);
    }

    /** κp^AFF of an agent whose {@code claim} is part of what was solved last. */
    public double affineCharge(Regulariser regulariser, double[] claim) {
        return regulariser.charge(policy, 0, slice.at(slot, claim, 0, slot.length), 1, workspace);
    }

    /** κ(p − p^AFF) of the rule beyond p^AFF, at what was solved last. */
    double surcharge(Surcharge surcharge, double[] claim, double boost) {
        return surcharge.of(policy, 0, slice.at(slot, claim, 0, slot.length), 1, boost);
    }

    /** ω at the policy: {@link Regulariser#curvature}. */
    void curvature(Regulariser regulariser, PromptGame game, double[] target) {
        regulariser.curvature(game.ref, prob, dual, target);
    }

    /** Sets κp, the agent's payment on this prompt times its boost. */
    public void charge(double kappaTimesPayment) {
        charge = kappaTimesPayment;
    }

    /** κp. */
    public double charge() {
        return charge;
    }

    /** π of a candidate. */
    public double prob(int x) {
        return prob[x];
    }

    /** Σ_x d_x·π(x). */
    double value(double[] d) {
        double value = 0;
        for (int x = 0; x < prob.length; x++) {
            value += d[x] * prob[x];
        }
        return value;
    }

    /** ⟨S,π⟩ − λD(π‖π0) for S = {@code aggregate}. */
    double welfare(Regulariser regulariser, PromptGame game, double[] aggregate) {
        return value(aggregate) - regulariser.lambda() * regulariser.divergence(game.ref, prob);
    }

    /** The sizes of what {@link #welfare} adds up: what its rounding is relative to. */
    double welfareScale(Regulariser regulariser, PromptGame game, double[] aggregate) {
        double scale = regulariser.lambda() * regulariser.divergence(game.ref, prob);
        for (int x = 0; x < prob.length; x++) {
            scale += Math.abs(aggregate[x]) * prob[x];
        }
        return scale;
    }
}
