package dev.candor.mechanism;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What an attack found of one agent, in units of utility.
 *
 * @param value w·v at the truth
 * @param payment p at the truth
 * @param contribution what the agent adds to ASW, over its boost, by two separate optima
 * @param contributionScale the size of what that is the difference of
 * @param stake w·(max r − min r), averaged over prompts
 * @param lieWithout the strategy of {@link AttackPlan} that gains most where nobody pays
 * @param lieWith the one that gains most under the rule
 * @param splitBills of {@link AttackPlan#identities}, each of an equal part of the true size
 * @param falseNames of the same, with what they claim together that gains most
 */
public record AgentAttack(
        double value,
        double payment,
        double contribution,
        double contributionScale,
        double stake,
        int lieWithout,
        double gainWithout,
        int lieWith,
        double gainWith,
        List<Double> splitBills,
        List<FalseNames> falseNames)
        implements Serializable {

    /** Gains up to this share of the stake are taken for rounding. */
    public static final double ROUNDING = 1e-12;

    public AgentAttack {
        splitBills = List.copyOf(splitBills);
        falseNames = List.copyOf(falseNames);
    }

    /**
     * One agent under several names, with true rewards.
     *
     * @param size what the identities claim together, as a multiple of the true size
     * @param gain what the agent gains by it, all their bills paid
     */
    public record FalseNames(int identities, double size, double gain) implements Serializable {
        static FalseNames best(AttackPlan plan, Ledger ledger, int k, double boost) {
            int best = 0;
            for (int a = 1; a < AttackPlan.jointSizes(); a++) {
                best = ledger.value(plan.falseNamesEntry(k, a)) > ledger.value(plan.falseNamesEntry(k, best))
                        ? a
                        : best;
            }
            return new FalseNames(
                    AttackPlan.identities(k),
                    AttackPlan.jointSize(best),
                    ledger.value(plan.falseNamesEntry(k, best)) / boost);
        }

        /** What they do, in words. */
        @Override
        public String toString() {
            return identities + " identities" + (size == 1 ? "" : ", together size × " + Lie.text(size));
        }
    }

    /** Those that gain most; of equal ones the fewest. */
    public FalseNames bestFalseNames() {
        FalseNames best = falseNames.get(0);
        for (FalseNames one : falseNames) {
            best = one.gain() > best.gain() ? one : best;
        }
        return best;
    }

    /** The figures in an agent's sums over all its prompts. */
    public static AgentAttack of(AttackPlan plan, Ledger ledger, double boost) {
        int without = 0;
        int with = 0;
        for (int strategy = 1; strategy < plan.strategies(); strategy++) {
            without = ledger.value(plan.withoutEntry(strategy)) > ledger.value(plan.withoutEntry(without))
                    ? strategy
                    : without;
            with = ledger.value(plan.withEntry(strategy)) > ledger.value(plan.withEntry(with)) ? strategy : with;
        }
        List<Double> bills = new ArrayList<>();
        List<FalseNames> names = new ArrayList<>();
        for (int k = 0; k < AttackPlan.identities().size(); k++) {
            bills.add(ledger.value(plan.splitEntry(k)) / boost);
            names.add(FalseNames.best(plan, ledger, k, boost));
        }
        return new AgentAttack(
                ledger.value(AttackPlan.VALUE) / boost,
                ledger.value(AttackPlan.CHARGE) / boost,
                ledger.value(AttackPlan.CONTRIBUTION) / boost,
                ledger.value(AttackPlan.CONTRIBUTION_SCALE) / boost,
                ledger.value(AttackPlan.STAKE) / boost,
                without,
                ledger.value(plan.withoutEntry(without)) / boost,
                with,
                ledger.value(plan.withEntry(with)) / boost,
                bills,
                names);
    }

    /** Whether some lie gains where nobody pays, by more than rounding. */
    public boolean gainsWithout() {
        return gainWithout > ROUNDING * stake;
    }
}
