package dev.candor.mechanism.attack;

import dev.candor.model.RewardDomain;

/**
 * Whom the theorems of Sun et al. (2025) name: agents for whom truth is not best where nobody pays. Thm 4.2: rewards that
 * are all above 0 and not all the same; the worst is lowered (Max), or some of it goes to the best (Sum). Thm B.2, for a
 * divergence with a second derivative: some x with t(x) ≠ 0 and 0 &lt; r(x) &lt; 1 is moved along the sign of t (Max). Where
 * rewards are in no domain no room is needed, and Thm B.2 names everyone whose value some claim moves.
 */
final class Theorems {
    private Theorems() {}

    /**
     * κ × what the better of the two constructions gains on a prompt to first order, the slope of κ·value at the truth times
     * the room it has, at most the range of rewards; 0 where neither names the agent. Positive only where the policy
     * answers smoothly: under total variation nobody is named.
     *
     * @param truth what was played at the truth
     */
    static double promised(AgentGame game, LiarView at, Play truth, RewardDomain domain) {
        double[] slope = new double[game.length()];
        truth.response(game.truth, slope);
        double most = at.least() > 0 ? lowered(game, at, slope, domain) : 0;
        for (int x = 0; x < slope.length && domain != RewardDomain.SUM; x++) {
            double r = at.reward(x);
            double bounded = r > 0 && r < 1 ? Math.min(r, 1 - r) : 0;
            double room = domain == RewardDomain.MAX ? bounded : at.range();
            most = Math.max(most, Math.abs(slope[x]) * Math.min(room, at.range()));
        }
        return game.scale() * most;
    }

    /** Thm 4.2. */
    private static double lowered(AgentGame game, LiarView at, double[] slope, RewardDomain domain) {
        int worst = 0;
        int best = 0;
        for (int x = 1; x < slope.length; x++) {
            worst = at.reward(x) < at.reward(worst) ? x : worst;
            best = at.reward(x) > at.reward(best) ? x : best;
        }
        double gain = domain == RewardDomain.SUM ? slope[best] - slope[worst] : -slope[worst];
        double room = domain == RewardDomain.SUM ? Math.min(1 - at.most(), at.least()) : at.least();
        return game.length() > 1 ? Math.max(0, gain) * Math.max(0, Math.min(room, at.range())) : 0;
    }
}
