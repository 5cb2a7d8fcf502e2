package dev.candor.engine.bill;

import dev.candor.model.MechanismSpec;
import java.io.Serializable;

/**
 * The payment rule, the same for every policy class: p = (κp^AFF + surcharge)/κ, where κp^AFF = G(S−d) − G(S) + ⟨d,π*⟩ is
 * what the others lose in welfare by the payer being there (design §2).
 *
 * @param free nobody pays anything
 * @param commonGap what is in every payer's incentive gap beside its own interval, times κ: by how much ASW at the policy
 *     chosen may lie below its maximum over the class, and what another report's charge may lack; 0 for exact classes
 */
public record PaymentTerms(boolean free, double commonGap) implements Serializable {
    /** Of a class whose optimum is exact. */
    public static PaymentTerms of(MechanismSpec mechanism) {
        boolean free = switch (mechanism.paymentRule()) {
            case NONE -> true;
            case AFFINE_MAXIMISER, REVENUE_MAXIMISING -> false;
        };
        return new PaymentTerms(free, 0);
    }

    public PaymentTerms withGap(double gap) {
        return new PaymentTerms(free, gap);
    }

    /** p of a payer whose κp^AFF is {@code loss}. */
    public double payment(double loss, double surcharge, double boost) {
        return free ? 0 : (loss + surcharge) / boost;
    }

    /** Charges payer i of the bill, whose loss is known exactly. */
    public void charge(BillBlock bill, int i, double loss, double surcharge) {
        charge(bill, i, loss, loss, loss, surcharge);
    }

    /** Charges payer i of the bill, to whom all policies are the same: nothing, and nothing is to be gained by a lie. */
    public void chargeNothing(BillBlock bill, int i) {
        charge(bill, i, 0, 0);
        bill.gap[i] = 0;
    }

    /**
     * Charges payer i of the bill.
     *
     * <p>Its incentive gap: with the optimum short by g and the counterfactual known within [lower, upper], a truthful
     * report has at least the utility (max ASW − g − max ASW_{−i})/κ, and no report has more than
     * (max ASW − max ASW_{−i} + upper − lower)/κ, provided that under it the counterfactual were known as closely as it is
     * here.
     *
     * @param loss κp^AFF as computed
     * @param lower a bound below κp^AFF
     * @param upper a bound above it
     * @param surcharge κ(p − p^AFF) ≥ 0
     */
    public void charge(BillBlock bill, int i, double loss, double lower, double upper, double surcharge) {
        bill.loss[i] = loss;
        bill.payment[i] = payment(loss, surcharge, bill.boost[i]);
        bill.lower[i] = payment(lower, surcharge, bill.boost[i]);
        bill.upper[i] = payment(upper, surcharge, bill.boost[i]);
        bill.gap[i] = (commonGap + (upper - lower)) / bill.boost[i];
    }

    /** Charges payer i of the bill, whose incentive gap counts only what is left near the points found: {@code near}. */
    public void chargeNear(BillBlock bill, int i, double loss, double lower, double upper, double near) {
        charge(bill, i, loss, lower, upper, 0);
        bill.gap[i] = (commonGap + near) / bill.boost[i];
    }
}
