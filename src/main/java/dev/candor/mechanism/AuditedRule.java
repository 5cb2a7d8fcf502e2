package dev.candor.mechanism;

import dev.candor.divergence.Regulariser;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import java.io.Serializable;

/**
 * A mechanism as an attacker meets it on one prompt: a report goes in, a policy and a payment come out. The attack uses
 * nothing else of it, and no theorem.
 */
public interface AuditedRule extends Serializable {
    /**
     * Plays one report.
     *
     * @param claim d̃ = κ·αw·r̃, length K: what the agent's report adds to the aggregate
     * @param size α: the claimed size as a multiple of the true one; part of {@code claim} already
     * @param play receives the policy and κp
     */
    void play(PromptGame game, double[] claim, double size, Play play);

    /** The divergence whose optimum the policy is; its slopes lead the ascent. */
    Regulariser regulariser();

    /**
     * ∂κp/∂d̃ at what was played last.
     *
     * @param curvature ω there, length K
     * @param slope receives it, length K
     */
    void slope(PromptGame game, double[] claim, Play play, double[] curvature, double[] slope);

    /** The mechanism that a settlement of the tabular class says it is. */
    static AuditedRule of(MechanismSpec mechanism) {
        Regulariser regulariser =
                Regulariser.BY_NAME.get(mechanism.divergence()).apply(mechanism.lambda());
        return mechanism.paymentRule() == PaymentRule.NONE
                ? new WithoutPayments(regulariser)
                : new AffineMaximiser(
                        regulariser, Surcharge.under(mechanism.paymentRule(), regulariser, mechanism.domain()));
    }

    /** dπ/dS·v = ω·(v − ⟨ω,v⟩/Σω)/λ into {@code target}. */
    static void response(Regulariser regulariser, double[] curvature, double[] v, double[] target) {
        double mass = 0;
        double weighted = 0;
        for (int x = 0; x < v.length; x++) {
            mass += curvature[x];
            weighted += curvature[x] * v[x];
        }
        double mean = mass > 0 ? weighted / mass : 0;
        for (int x = 0; x < v.length; x++) {
            target[x] = curvature[x] * (v[x] - mean) / regulariser.lambda();
        }
    }

    /** p^AFF and what the rule asks beyond it, a term that no report of the agent's own moves. */
    record AffineMaximiser(Regulariser regulariser, Surcharge surcharge) implements AuditedRule {
        @Override
        public void play(PromptGame game, double[] claim, double size, Play play) {
            play.solve(regulariser, game, claim);
            play.charge(play.affineCharge(regulariser, claim) + play.surcharge(surcharge, claim, game.boost()));
        }

        /** κp = G(S_{−i}) − G(S̃) + ⟨d̃,π̃⟩ + const: its slope is (dπ/dS)·d̃. */
        @Override
        public void slope(PromptGame game, double[] claim, Play play, double[] curvature, double[] slope) {
            response(regulariser, curvature, claim, slope);
        }
    }

    /** Nobody pays. */
    record WithoutPayments(Regulariser regulariser) implements AuditedRule {
        @Override
        public void play(PromptGame game, double[] claim, double size, Play play) {
            play.solve(regulariser, game, claim);
            play.charge(0);
        }

        @Override
        public void slope(PromptGame game, double[] claim, Play play, double[] curvature, double[] slope) {
            java.util.Arrays.fill(slope, 0);
        }
    }
}
