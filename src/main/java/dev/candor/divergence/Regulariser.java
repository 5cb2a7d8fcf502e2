package dev.candor.divergence;

import java.io.Serializable;

/**
 * λ·D(·‖π0) on one prompt: solves the prompt, charges one agent.
 *
 * <p>With S the aggregate reward of the K candidates, the welfare potential is
 * G(S) = max_π ⟨S,π⟩ − λD(π‖π0) and its gradient is the optimum π* (design §2). An agent with d = scale·r is charged
 * κp = G(S−d) − G(S) + ⟨d,π*⟩ = B_G(S−d‖S), always in a form whose summands are ≥ 0.
 */
public interface Regulariser extends Serializable {

    /** λ > 0, in units of reward × weight. */
    double lambda();

    /**
     * Solves one prompt.
     *
     * @param logRef log π0, length K, Σ exp = 1
     * @param gap S_best − S_x ≥ 0 as a sum of doubles: gap[0] is the sum rounded, length K, 0 at least once; further rows,
     *     if any, are what is left of it, each rounded
     * @param prob receives π*, length K
     * @param dual receives what {@link #charge} needs of the optimum; each divergence documents its own
     */
    void solve(double[] logRef, double[][] gap, double[] prob, double[] dual);

    /** The same with S_best − S_x that are doubles. */
    default void solve(double[] logRef, double[] gap, double[] prob, double[] dual) {
        solve(logRef, new double[][] {gap}, prob, dual);
    }

    /** D(π‖π0) ≥ 0 on one prompt, without λ; both of length K. */
    double divergence(double[] ref, double[] prob);

    /** D(π*‖π0) ≥ 0 of an optimum as {@link #solve} left it. */
    default double divergence(double[] logRef, double[] prob, double[] dual) {
        return divergence(References.probabilities(logRef), prob);
    }

    /**
     * ω_x = π0·h′(u_x) = π0/f″(π* / π0) ≥ 0 (l2: ½ where π* > 0) at the optimum of one prompt: an aggregate reward that
     * changes by dS moves it by dπ* = ω·(dS − ⟨ω,dS⟩/Σω)/λ. All 0 for total variation, whose optimum moves in jumps.
     *
     * @param ref π0, length K
     * @param prob π*, length K, as solved
     * @param dual as solved
     * @param curvature receives ω, length K
     */
    void curvature(double[] ref, double[] prob, double[] dual, double[] curvature);

    /**
     * κp of one agent on one prompt, ≥ 0, and exactly 0 when the agent is indifferent.
     *
     * @param policy the solved prompts
     * @param prompt index of the prompt within {@code policy}
     * @param rewards the agent's rewards on the prompt
     * @param scale κw: d = scale·r
     * @param workspace scratch of the calling thread
     */
    double charge(PolicyBlock policy, int prompt, RewardSlice rewards, double scale, Workspace workspace);

    /**
     * {@link #charge}, and in the same walk over the rewards E_π*[r], which {@link Workspace#value} holds until the next
     * assessment. Both are the same bits as {@link #charge} and {@link PolicyBlock#value} return.
     */
    double assess(PolicyBlock policy, int prompt, RewardSlice rewards, double scale, Workspace workspace);
}
