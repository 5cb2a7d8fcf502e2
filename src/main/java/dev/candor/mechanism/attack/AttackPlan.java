package dev.candor.mechanism.attack;

import dev.candor.model.RewardDomain;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * What an attack tries in every game of an agent, and where its sums are in a {@link Ledger}.
 *
 * <p>Beside each lie told everywhere, for each claimed size the best of its lies prompt by prompt: rewards may be claimed
 * on one prompt as if the others were not there, and only the size is the same on all. Sums are in units of κ·utility.
 *
 * @param lies told in every game
 * @param domain that every claim of rewards stays in
 * @param scope what one game is
 * @param allowance gains with payments up to this, beside rounding and the solver's gap, count for nothing
 */
public record AttackPlan(List<Lie> lies, RewardDomain domain, Scope scope, double allowance) implements Serializable {
    /** What one game is. */
    public enum Scope {
        /** One of many prompts, whose values and payments add up. */
        PROMPTS,
        /** All that the agent reports. */
        WHOLE
    }

    /** The ascents, in their order. */
    private static final List<String> ASCENTS = List.of(
            "gradient ascent on value from the best lie",
            "gradient ascent on value from a random lie",
            "gradient ascent on utility from the best lie",
            "gradient ascent on utility from a random lie");

    /** Identities that an agent is split into, each of an equal part of its size. */
    private static final int[] IDENTITIES = {2, 3, 5, 10, 20, 50, 100};

    /** What the identities claim together, as a multiple of the agent's true size; the first is the truth. */
    private static final double[] JOINT_SIZES = {1, 10, 100, 1000};

    /** κ·w·v at the truth. */
    static final int VALUE = 0;
    /** κp at the truth. */
    static final int CHARGE = 1;
    /** max ASW − max ASW without the agent, each maximum found by itself. */
    static final int CONTRIBUTION = 2;
    /** The size of what {@link #CONTRIBUTION} is the difference of. */
    static final int CONTRIBUTION_SCALE = 3;
    /** κ·w·(max r − min r): what is at stake for the agent. */
    static final int STAKE = 4;

    /** By how much κ·utility at the truth may lack what a better solver would find. */
    static final int OVER = 5;
    /** By how much {@link #CONTRIBUTION} and utility may differ, beside rounding. */
    static final int DOUBT = 6;
    /** κ × what the theorems' constructions gain where nobody pays, to first order. */
    static final int PROMISED = 7;
    /** Claims that the mechanism's solver would not settle. */
    static final int UNSETTLED = 8;

    /** {@link AgentGame#rounding}. */
    static final int ROUNDING = 9;

    private static final int SPLITS = 10;
    private static final int FALSE_NAMES = SPLITS + IDENTITIES.length;
    private static final int LIES = FALSE_NAMES + 2 * IDENTITIES.length * JOINT_SIZES.length;

    public AttackPlan {
        lies = List.copyOf(lies);
    }

    /** Without an allowance. */
    public AttackPlan(List<Lie> lies, RewardDomain domain, Scope scope) {
        this(lies, domain, scope, 0);
    }

    /** How many identities each {@link #splitEntry} is of. */
    public static List<Integer> identities() {
        return Arrays.stream(IDENTITIES).boxed().toList();
    }

    /** Lies told everywhere, the ascents, the best of each prompt at each size. */
    public int strategies() {
        return lies.size() + ASCENTS.size() + combinations();
    }

    /** Sizes at which the best lies of all prompts are put together; none where there is but one game. */
    int combinations() {
        return scope == Scope.WHOLE ? 0 : sizes().length;
    }

    /**
     * Whether an ascent in one game may move the claimed size: where the game is all, or where rewards are in no domain and
     * another size is but other rewards.
     */
    boolean movesSize() {
        return scope == Scope.WHOLE || domain == RewardDomain.UNRESTRICTED;
    }

    /** The claimed sizes, ascending. */
    double[] sizes() {
        return lies.stream().mapToDouble(Lie::size).distinct().sorted().toArray();
    }

    /** What a strategy does, in words. */
    public String name(int strategy) {
        if (strategy < lies.size()) {
            return lies.get(strategy).toString();
        }
        if (strategy < lies.size() + ASCENTS.size()) {
            return ASCENTS.get(strategy - lies.size());
        }
        double size = sizes()[strategy - lies.size() - ASCENTS.size()];
        return "the best lie of each prompt" + (size == 1 ? "" : ", size × " + Lie.text(size));
    }

    /** Entries of a ledger. */
    public int entries() {
        return LIES + 3 * strategies();
    }

    /** Where what {@link #gainWithout} tells is. */
    int withoutEntry(int strategy) {
        return LIES + 3 * strategy;
    }

    /** Where what {@link #gainWith} tells is. */
    int withEntry(int strategy) {
        return LIES + 3 * strategy + 1;
    }

    /** By how much what a strategy was charged may be below the exact charge. */
    int underEntry(int strategy) {
        return LIES + 3 * strategy + 2;
    }

    /** How closely the agent's gains are known. */
    Resolution resolution(Ledger ledger, double boost) {
        return Resolution.of(
                ledger.value(STAKE) / boost, ledger.value(ROUNDING) / boost, ledger.value(OVER) / boost + allowance);
    }

    /** What is told of a strategy's gain where nobody pays. */
    public double gainWithout(Ledger ledger, int strategy, double boost) {
        return resolution(ledger, boost).free(ledger.value(withoutEntry(strategy)) / boost);
    }

    /** What is told of a strategy's gain under the rule. */
    public double gainWith(Ledger ledger, int strategy, double boost) {
        return resolution(ledger, boost)
                .charged(ledger.value(withEntry(strategy)) / boost, ledger.value(underEntry(strategy)) / boost);
    }

    /** What is told of what the k-th of {@link #identities} save when they claim the truth. */
    double saving(Ledger ledger, int k, double boost) {
        return resolution(ledger, boost)
                .charged(
                        (ledger.value(CHARGE) - ledger.value(splitEntry(k))) / boost,
                        ledger.value(falseNamesUnderEntry(k, 0)) / boost);
    }

    /** What is told of what the k-th of {@link #identities} gain when they claim the a-th of {@link #jointSizes} together. */
    double falseNamesGain(Ledger ledger, int k, int a, double boost) {
        return resolution(ledger, boost)
                .charged(ledger.value(falseNamesEntry(k, a)) / boost, ledger.value(falseNamesUnderEntry(k, a)) / boost);
    }

    /** κ × the bill of all identities together, for the k-th of {@link #identities}. */
    int splitEntry(int k) {
        return SPLITS + k;
    }

    /** κ × what the k-th of {@link #identities} gain when they claim the a-th of {@link #jointSizes} together. */
    int falseNamesEntry(int k, int a) {
        return FALSE_NAMES + 2 * (k * JOINT_SIZES.length + a);
    }

    /** By how much what they were charged may be below the exact charge. */
    int falseNamesUnderEntry(int k, int a) {
        return falseNamesEntry(k, a) + 1;
    }

    static int jointSizes() {
        return JOINT_SIZES.length;
    }

    static double jointSize(int a) {
        return JOINT_SIZES[a];
    }

    static int identities(int k) {
        return IDENTITIES[k];
    }
}
