package dev.candor.mechanism.payment;

import dev.candor.divergence.Kl;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.Regulariser;
import dev.candor.divergence.RewardSlice;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import java.io.Serializable;

/** What a payment rule asks beyond p^AFF: a Groves term that must not depend on the agent's own report. */
@FunctionalInterface
public interface Surcharge extends Serializable {
    /**
     * κ(p − p^AFF) ≥ 0 of one agent on one prompt, before the prompt's weight.
     *
     * @param scale κw, so that d = scale·r
     * @param boost κ
     */
    double of(PolicyBlock policy, int prompt, RewardSlice rewards, double scale, double boost);

    /** The rule's surcharge; {@code domain} matters to revenue-maximising payments only. */
    static Surcharge under(PaymentRule rule, Regulariser regulariser, RewardDomain domain) {
        return switch (rule) {
            case AFFINE_MAXIMISER, NONE -> (policy, prompt, rewards, scale, boost) -> 0;
            case REVENUE_MAXIMISING -> new RevenueMaximising((Kl) regulariser, domain);
        };
    }
}
