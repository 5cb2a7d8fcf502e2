package dev.candor.mechanism.attack;

import dev.candor.mechanism.payment.Surcharge;

/** What comes of one report to a mechanism: the outcome, and what the agent is charged. Used again for report after report. */
public abstract class Play {
    private double charge;

    /**
     * The outcome that maximises welfare when the agent adds {@code claim} to what the others want.
     *
     * @param claim d̃, length K
     */
    abstract void solve(double[] claim);

    /** κp^AFF of an agent whose {@code claim} is part of what was solved last, by the class's own charge. */
    abstract double affineCharge(double[] claim);

    /** y of the outcome solved last. */
    abstract double outcome(int x);

    /** What y_x has lost by rounding, where that is known. */
    double outcomeLost(int x) {
        return 0;
    }

    /** λD there: what welfare is lessened by. */
    abstract double cost();

    /** ∂⟨v,y⟩/∂S = (∂y/∂S)·v into {@code target}; zeros where the outcome does not change smoothly. */
    abstract void response(double[] v, double[] target);

    /** ω of t(x) in Thm B.2, length K: {@link LiarView}; ones where the class has no such thing. */
    void curvature(double[] target) {
        java.util.Arrays.fill(target, 1);
    }

    /** κ(p − p^AFF) of the rule beyond p^AFF, at what was solved last. */
    double surcharge(Surcharge surcharge, double[] claim) {
        return 0;
    }

    /** Whether the solver met its own certificate; without, the mechanism settles nothing. */
    boolean isSettled() {
        return true;
    }

    /**
     * By how much welfare may be below its maximum, and κp^AFF as charged last above its exact value, and what their rounding
     * and that of y may add; 0 where all that is below {@link AgentAttack#ROUNDING} of the stake.
     */
    double over() {
        return 0;
    }

    /** By how much κp^AFF as charged last may be below its exact value, and the same rounding. */
    double under() {
        return 0;
    }

    /** Sets κp, the agent's payment times its boost. */
    void charge(double kappaTimesPayment) {
        charge = kappaTimesPayment;
    }

    /** κp. */
    double charge() {
        return charge;
    }

    /** ⟨d,y⟩; d of length K. */
    double value(double[] d) {
        double value = 0;
        for (int x = 0; x < d.length; x++) {
            value += d[x] * outcome(x);
        }
        return value;
    }

    /** ⟨S,y⟩ − λD for S = {@code aggregate}. */
    double welfare(double[] aggregate) {
        return value(aggregate) - cost();
    }

    /** The sizes of what {@link #welfare} adds up: what its rounding is relative to. */
    double welfareScale(double[] aggregate) {
        double scale = Math.abs(cost());
        for (int x = 0; x < aggregate.length; x++) {
            scale += Math.abs(aggregate[x] * outcome(x));
        }
        return scale;
    }
}
