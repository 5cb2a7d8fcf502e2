package dev.candor.mechanism.attack;

import dev.candor.divergence.Divergences;
import dev.candor.mechanism.payment.Surcharge;
import dev.candor.model.MechanismSpec;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A mechanism as an attacker meets it: a report goes in, an outcome and a payment come out. The attack uses nothing else of
 * it, and no theorem.
 */
public interface AuditedRule extends Serializable {
    /**
     * Plays one report.
     *
     * @param claim d̃ = κ·αw·r̃, length K: what the agent's report adds to the aggregate
     * @param size α: the claimed size as a multiple of the true one; part of {@code claim} already
     * @param spare a play of the same game, to be used again
     * @return the outcome and κp; {@code spare} or another
     */
    Play play(AgentGame game, double[] claim, double size, Play spare);

    /**
     * ∂κp/∂d̃ at what was played.
     *
     * @param slope receives it, length K
     */
    void slope(Play played, double[] claim, double[] slope);

    /** The mechanism that a settlement says it is. */
    static AuditedRule of(MechanismSpec mechanism) {
        return switch (mechanism.paymentRule()) {
            case AFFINE_MAXIMISER -> affineMaximiser();
            case NONE -> new WithoutPayments();
            case REVENUE_MAXIMISING ->
                new AffineMaximiser(Surcharge.under(
                        mechanism.paymentRule(),
                        Divergences.of(mechanism.divergence(), mechanism.lambda()),
                        mechanism.domain()));
        };
    }

    /** p^AFF and nothing else. */
    static AuditedRule affineMaximiser() {
        return new AffineMaximiser((policy, prompt, rewards, scale, boost) -> 0);
    }

    /** p^AFF and what the rule asks beyond it, a term that no report of the agent's own moves. */
    record AffineMaximiser(Surcharge surcharge) implements AuditedRule {
        @Override
        public Play play(AgentGame game, double[] claim, double size, Play spare) {
            spare.solve(claim);
            spare.charge(spare.affineCharge(claim) + spare.surcharge(surcharge, claim));
            return spare;
        }

        /** κp = G(S_{−i}) − G(S̃) + ⟨d̃,ỹ⟩ + const: its slope is (∂y/∂S)·d̃. */
        @Override
        public void slope(Play played, double[] claim, double[] slope) {
            played.response(claim, slope);
        }
    }

    /** Nobody pays. */
    record WithoutPayments() implements AuditedRule {
        @Override
        public Play play(AgentGame game, double[] claim, double size, Play spare) {
            spare.solve(claim);
            spare.charge(0);
            return spare;
        }

        @Override
        public void slope(Play played, double[] claim, double[] slope) {
            Arrays.fill(slope, 0);
        }
    }
}
