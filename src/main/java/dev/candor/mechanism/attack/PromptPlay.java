package dev.candor.mechanism.attack;

import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.RewardSlice;
import dev.candor.divergence.Workspace;
import dev.candor.mechanism.payment.Surcharge;

/** The policy of one prompt, by its divergence's solver and charge. */
final class PromptPlay extends Play {
    private static final double[] ONE_PROMPT = {1};

    private final PromptGame game;
    private final int[] start;
    private final int[] slot;
    private final double[] gap;
    /** What S = others + claim loses by rounding: beside a whale that may be more than the claim. */
    private final double[] lost;

    private final double[] prob;
    private final double[] dual;
    private final double[] curvature;
    private final Workspace workspace = new Workspace();
    private final RewardSlice slice = new RewardSlice();
    private PolicyBlock policy;

    PromptPlay(PromptGame game) {
        int candidates = game.length();
        this.game = game;
        start = new int[] {0, candidates};
        slot = new int[candidates];
        for (int x = 0; x < candidates; x++) {
            slot[x] = x;
        }
        gap = new double[candidates];
        lost = new double[candidates];
        prob = new double[candidates];
        dual = new double[candidates];
        curvature = new double[candidates];
    }

    @Override
    public void solve(double[] claim) {
        int best = 0;
        for (int x = 0; x < gap.length; x++) {
            gap[x] = game.others[x] + claim[x];
            lost[x] = Gains.lost(game.others[x], claim[x], gap[x]);
            best = (gap[x] - gap[best]) + (lost[x] - lost[best]) > 0 ? x : best;
        }
        double most = gap[best];
        double mostLost = lost[best];
        for (int x = 0; x < gap.length; x++) {
            gap[x] = Math.max(0, (most - gap[x]) + (mostLost - lost[x]));
        }
        game.regulariser.solve(game.logRef, gap, prob, dual);
        policy = new PolicyBlock(0, 0, start, ONE_PROMPT, game.logRef, game.ref, prob, dual, new double[][] {gap});
    }

    @Override
    public double affineCharge(double[] claim) {
        return game.regulariser.charge(policy, 0, slice.at(slot, claim, 0, slot.length), 1, workspace);
    }

    @Override
    public double over() {
        return Resolution.OF_A_CHARGE * Math.abs(charge());
    }

    @Override
    public double under() {
        return over();
    }

    @Override
    double surcharge(Surcharge surcharge, double[] claim) {
        return surcharge.of(policy, 0, slice.at(slot, claim, 0, slot.length), 1, game.boost());
    }

    @Override
    public double outcome(int x) {
        return prob[x];
    }

    @Override
    public double cost() {
        return game.regulariser.lambda() * game.regulariser.divergence(game.ref, prob);
    }

    @Override
    void curvature(double[] target) {
        game.regulariser.curvature(game.ref, prob, dual, target);
    }

    /** ω·(v − ⟨ω,v⟩/Σω)/λ. */
    @Override
    void response(double[] v, double[] target) {
        curvature(curvature);
        double mass = 0;
        double weighted = 0;
        for (int x = 0; x < v.length; x++) {
            mass += curvature[x];
            weighted += curvature[x] * v[x];
        }
        double mean = mass > 0 ? weighted / mass : 0;
        for (int x = 0; x < v.length; x++) {
            target[x] = curvature[x] * (v[x] - mean) / game.regulariser.lambda();
        }
    }
}
