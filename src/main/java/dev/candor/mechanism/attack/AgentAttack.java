package dev.candor.mechanism.attack;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What an attack found of one agent, in units of utility. Gains are told as closely as they are known ({@link Resolution}).
 *
 * @param value w·v at the truth
 * @param payment p at the truth
 * @param contribution what the agent adds to ASW, over its boost, by two separate optima
 * @param contributionScale the size of what that is the difference of
 * @param stake w·(max r − min r), averaged over prompts
 * @param gap how much of utility at the truth the solver may have missed: what a lie may gain
 * @param doubt by how much {@code contribution} and utility may differ for the same reason
 * @param promised what the theorems' constructions gain where nobody pays, to first order; 0 where they do not name the agent
 * @param unsettled claims that the mechanism's solver would not settle
 * @param lieWithout the strategy of {@link AttackPlan} that gains most where nobody pays
 * @param lieWith the one that gains most under the rule
 * @param splitBills of {@link AttackPlan#identities}, each of an equal part of the true size
 * @param savings of the same, what they save
 * @param falseNames of the same, with what they claim together that gains most
 */
public record AgentAttack(
        double value,
        double payment,
        double contribution,
        double contributionScale,
        double stake,
        double gap,
        double doubt,
        double promised,
        long unsettled,
        int lieWithout,
        double gainWithout,
        int lieWith,
        double gainWith,
        List<Double> splitBills,
        List<Double> savings,
        List<FalseNames> falseNames)
        implements Serializable {

    /** Of the stake: a theorem's gain above this is one that an attack is to find. */
    private static final double VISIBLE = 1e-9;

    public AgentAttack {
        splitBills = List.copyOf(splitBills);
        savings = List.copyOf(savings);
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
                    AttackPlan.identities(k), AttackPlan.jointSize(best), plan.falseNamesGain(ledger, k, best, boost));
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
            with = isBetter(plan, ledger, boost, strategy, with) ? strategy : with;
        }
        List<Double> bills = new ArrayList<>();
        List<Double> savings = new ArrayList<>();
        List<FalseNames> names = new ArrayList<>();
        for (int k = 0; k < AttackPlan.identities().size(); k++) {
            bills.add(ledger.value(plan.splitEntry(k)) / boost);
            savings.add(plan.saving(ledger, k, boost));
            names.add(FalseNames.best(plan, ledger, k, boost));
        }
        return new AgentAttack(
                ledger.value(AttackPlan.VALUE) / boost,
                ledger.value(AttackPlan.CHARGE) / boost,
                ledger.value(AttackPlan.CONTRIBUTION) / boost,
                ledger.value(AttackPlan.CONTRIBUTION_SCALE) / boost,
                ledger.value(AttackPlan.STAKE) / boost,
                ledger.value(AttackPlan.OVER) / boost,
                ledger.value(AttackPlan.DOUBT) / boost,
                ledger.value(AttackPlan.PROMISED) / boost,
                (long) ledger.value(AttackPlan.UNSETTLED),
                without,
                plan.gainWithout(ledger, without, boost),
                with,
                plan.gainWith(ledger, with, boost),
                bills,
                savings,
                names);
    }

    /** By what is told of the gain with payments, of equal ones by what was found. */
    private static boolean isBetter(AttackPlan plan, Ledger ledger, double boost, int strategy, int than) {
        int told = Double.compare(plan.gainWith(ledger, strategy, boost), plan.gainWith(ledger, than, boost));
        return told > 0 || (told == 0 && ledger.value(plan.withEntry(strategy)) > ledger.value(plan.withEntry(than)));
    }

    /** Whether a theorem says that some lie gains where nobody pays, by what is well above rounding. */
    public boolean isNamed() {
        return promised > VISIBLE * stake;
    }

    /** Whether a lie gains under the rule, by more than the solver's gap, rounding and the plan's allowance. */
    public boolean gainsWith() {
        return !(gainWith <= 0);
    }

    /** Whether some lie gains where nobody pays, by more than rounding. */
    public boolean gainsWithout() {
        return gainWithout > 0;
    }
}
