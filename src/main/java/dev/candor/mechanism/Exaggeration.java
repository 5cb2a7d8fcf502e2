package dev.candor.mechanism;

import dev.candor.divergence.Kl;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.RewardSlice;
import dev.candor.numeric.Stable;

/**
 * What one agent gains on one prompt by exaggerating: claiming reward 1 for its favourite candidate and 0 for the others.
 *
 * @param withoutPayments κw·(E_π̃[r] − E_π*[r]), π̃ the policy under the lie
 * @param withPayments the same minus what the lie adds to the payment: −λ·KL(π̃‖π*) ≤ 0, for truth is dominant
 */
public record Exaggeration(double withoutPayments, double withPayments) {

    /** The gains on one prompt under KL, before the prompt's weight; {@code scale} = κw. */
    public static Exaggeration under(Kl regulariser, PolicyBlock policy, int prompt, RewardSlice truth, double scale) {
        double[] logTrue = regulariser.logWithout(policy, prompt, truth, 0);
        double[] logLied = regulariser.logWithout(policy, prompt, truth.minus(favourite(truth)), scale);
        double[] reward = truth.dense(policy.firstSlotOf(prompt), policy.candidates(prompt));
        double gain = 0;
        double moved = 0;
        for (int x = 0; x < reward.length; x++) {
            double before = StrictMath.exp(logTrue[x]);
            double after = StrictMath.exp(logLied[x]);
            gain += (after - before) * reward[x];
            moved += before * Stable.entropyExcess((after - before) / before);
        }
        return new Exaggeration(scale * gain, -regulariser.lambda() * moved);
    }

    /** 1 on the first of the best rewards, 0 elsewhere. */
    private static double[] favourite(RewardSlice truth) {
        double[] reward = truth.rewards();
        int best = 0;
        for (int i = 1; i < reward.length; i++) {
            best = reward[i] > reward[best] ? i : best;
        }
        double[] lie = new double[reward.length];
        lie[best] = Math.max(1, reward[best]);
        return lie;
    }
}
