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
 * @param gap how much of utility at the truth the solver may have missed: what a lie may gain
 * @param doubt by how much {@code contribution} and utility may differ for the same reason
 * @param promised what the theorems' constructions gain where nobody pays, to first order; 0 where they do not name the agent
 * @param unsettled claims that the mechanism's solver would not settle
 * @param certainGain the most that a lie gains with its payment at the upper end of its interval
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
        double gap,
        double doubt,
        double promised,
        long unsettled,
        double certainGain,
        int lieWithout,
        double gainWithout,
        int lieWith,
        double gainWith,
        List<Double> splitBills,
        List<FalseNames> falseNames)
        implements Serializable {

    /** Gains up to this share of the stake are taken for rounding. */
    public static final double ROUNDING = 1e-12;

    /** Of the stake: a theorem's gain above this is one that an attack is to find. */
    private static final double VISIBLE = 1e-9;

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
        double certain = certain(plan, ledger, 0);
        for (int strategy = 1; strategy < plan.strategies(); strategy++) {
            without = ledger.value(plan.withoutEntry(strategy)) > ledger.value(plan.withoutEntry(without))
                    ? strategy
                    : without;
            with = ledger.value(plan.withEntry(strategy)) > ledger.value(plan.withEntry(with)) ? strategy : with;
            certain = Math.max(certain, certain(plan, ledger, strategy));
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
                ledger.value(AttackPlan.OVER) / boost,
                ledger.value(AttackPlan.DOUBT) / boost,
                ledger.value(AttackPlan.PROMISED) / boost,
                (long) ledger.value(AttackPlan.UNSETTLED),
                certain / boost,
                without,
                ledger.value(plan.withoutEntry(without)) / boost,
                with,
                ledger.value(plan.withEntry(with)) / boost,
                bills,
                names);
    }

    private static double certain(AttackPlan plan, Ledger ledger, int strategy) {
        return ledger.value(plan.withEntry(strategy)) - ledger.value(plan.underEntry(strategy));
    }

    /** Whether a theorem says that some lie gains where nobody pays, by what is well above rounding. */
    public boolean isNamed() {
        return promised > VISIBLE * stake;
    }

    /** Whether a lie gains under the rule, by more than the solver's gap, rounding and {@code allowance}. */
    public boolean gainsWith(double allowance) {
        return !(certainGain <= gap + allowance + ROUNDING * stake);
    }

    /** Whether some lie gains where nobody pays, by more than rounding. */
    public boolean gainsWithout() {
        return gainWithout > ROUNDING * stake;
    }
}
