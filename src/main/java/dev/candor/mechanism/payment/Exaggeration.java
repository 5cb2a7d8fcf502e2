package dev.candor.mechanism.payment;

import dev.candor.divergence.Kl;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.RewardSlice;
import dev.candor.numeric.Stable;
import java.io.Serializable;

/**
 * What one agent gains on one prompt by claiming to be larger than it is: κ times its utility under the lie minus κ times
 * its utility under the truth.
 *
 * @param withoutPayments κw·(E_π̃[r] − E_π*[r]) ≥ 0, π̃ the policy under the lie: E_π[r] rises with the agent's size
 * @param withPayments the same minus what the lie adds to the payment: −λ·KL(π̃‖π*) ≤ 0, for truth is dominant
 */
public record Exaggeration(double withoutPayments, double withPayments) implements Serializable {

    /**
     * The gains on one prompt under KL, before the prompt's weight.
     *
     * @param scale κw
     * @param factor the claimed size, as a multiple of the true one
     */
    public static Exaggeration under(
            Kl regulariser, PolicyBlock policy, int prompt, RewardSlice truth, double scale, double factor) {
        double[] logTrue = regulariser.logWithout(policy, prompt, truth, 0);
        double[] logLied = regulariser.logWithout(policy, prompt, truth, (1 - factor) * scale);
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
}
