package dev.candor.study;

import dev.candor.model.Divergence;
import dev.candor.model.Study;
import dev.candor.study.NecessityTally.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a {@link NecessityTally} says, in tables and words. */
public final class NecessityStudy {
    private static final List<String> NOTES = List.of(
            "A share is of agents that are not indifferent; an agent counts as gaining when one of the lies that were tried"
                    + " gains more than rounding. A share below 100 % is a lower bound: another lie may gain.",
            "welfare is Σ κ w v − λ·KL of the rule's policy, from the reference policy (0 %) to SW-Max under kl (100 %);"
                    + " for rules whose divergence, if any, is KL.",
            "With p^AFF charged no lie gains under SW-Max. p^AFF does not belong to nash, max-min and the medians.",
            "pair-median is strategy-proof without payments; reward-median is so only for agents who want the median"
                    + " to be like their own rewards, not for those who want a policy they like.");

    private NecessityStudy() {}

    /**
     * The study.
     *
     * @param what was looked at, as in "200 drawn games"
     */
    public static Study of(NecessityTally tally, String what, Map<String, String> settings) {
        List<List<Object>> shares = new ArrayList<>();
        List<List<Object>> counts = new ArrayList<>();
        int reach = indexOf(tally, Divergence.KL.commandName());
        for (int r = 0; r < tally.rules().size(); r++) {
            String name = tally.rules().get(r).name();
            boolean swMax = tally.rules().get(r) instanceof WelfareMaximising;
            shares.add(List.of(
                    name,
                    share(tally, r, Count.BY_ANY, Count.AGENTS),
                    share(tally, r, Count.BY_REWARDS, Count.AGENTS),
                    share(tally, r, Count.BY_SIZE, Count.AGENTS),
                    swMax ? share(tally, r, Count.WITH_PAYMENTS, Count.AGENTS) : "-",
                    percent(tally.meanGain(r)),
                    reach < 0 || (swMax && r != reach) ? "-" : percent(reached(tally, r, reach))));
            counts.add(List.of(
                    name,
                    tally.count(r, Count.AGENTS),
                    tally.count(r, Count.BY_ANY),
                    tally.count(r, Count.BY_REWARDS),
                    tally.count(r, Count.BY_SIZE),
                    swMax ? (Object) tally.count(r, Count.WITH_PAYMENTS) : "",
                    tally.count(r, Count.POSITIVE),
                    tally.count(r, Count.POSITIVE_GAINING),
                    tally.count(r, Count.ZERO),
                    tally.count(r, Count.ZERO_GAINING),
                    tally.meanGain(r),
                    tally.largestGain(r),
                    tally.largestLie(r),
                    tally.value(r),
                    tally.welfare(r),
                    tally.referenceValue()));
        }
        return new Study(
                "necessity",
                "Are payments needed?",
                lead(tally, what),
                settings,
                List.of(
                        new Study.Table(
                                "shares",
                                "Agents for whom some lie gains without payments, by what they lie about; with p^AFF"
                                        + " charged; the mean gain of the best lie as a share of w·(max r − min r); and"
                                        + " the welfare that truth gives.",
                                true,
                                List.of("rule", "gain", "by_rewards", "by_size", "with_p", "mean_gain", "welfare"),
                                shares),
                        new Study.Table(
                                "necessity",
                                "Counts of agents. positive: least reward above 0, named by Thm 4.2; zero: least reward"
                                        + " 0 and t(x) ≠ 0 strictly between, named by Thm B.2; …_gaining: of them, by the"
                                        + " theorem's own lies. Gains are shares of w·(max r − min r).",
                                false,
                                List.of(
                                        "rule",
                                        "agents",
                                        "gaining",
                                        "gaining_by_rewards",
                                        "gaining_by_size",
                                        "gaining_with_payments",
                                        "positive",
                                        "positive_gaining",
                                        "zero",
                                        "zero_gaining",
                                        "mean_gain",
                                        "largest_gain",
                                        "largest_lie",
                                        "value",
                                        "welfare_kl",
                                        "reference_value"),
                                counts)),
                List.of(bars(tally)),
                NOTES);
    }

    private static Study.Bars bars(NecessityTally tally) {
        List<Study.Bar> bars = new ArrayList<>();
        for (int r = 0; r < tally.rules().size(); r++) {
            String name = tally.rules().get(r).name();
            bars.add(bar(name, tally, r, Count.BY_ANY));
            if (tally.rules().get(r) instanceof WelfareMaximising) {
                bars.add(bar(name + " + p^AFF", tally, r, Count.WITH_PAYMENTS));
            }
        }
        return new Study.Bars(
                "gaining",
                "Who would gain by lying",
                "Share of the agents that care for whom some lie gains: under each training rule when nobody pays, and"
                        + " where it maximises social welfare also with the affine maximiser's payments (p^AFF).",
                bars);
    }

    private static Study.Bar bar(String label, NecessityTally tally, int rule, Count count) {
        long all = tally.count(rule, Count.AGENTS);
        return new Study.Bar(
                label, all == 0 ? 0 : (double) tally.count(rule, count) / all, share(tally, rule, count, Count.AGENTS));
    }

    private static int indexOf(NecessityTally tally, String rule) {
        return tally.rules().stream().map(TrainingRule::name).toList().indexOf(rule);
    }

    private static double reached(NecessityTally tally, int rule, int best) {
        double most = tally.welfare(best) - tally.referenceValue();
        return most == 0 ? 1 : (tally.welfare(rule) - tally.referenceValue()) / most;
    }

    private static String share(NecessityTally tally, int rule, Count part, Count whole) {
        long all = tally.count(rule, whole);
        return all == 0 ? "-" : percent((double) tally.count(rule, part) / all);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share + 0.0);
    }

    private static String lead(NecessityTally tally, String what) {
        int kl = indexOf(tally, Divergence.KL.commandName());
        int rule = Math.max(kl, 0);
        String name = kl < 0 ? tally.rules().get(0).name() : "social welfare under kl";
        return "In " + what + " with " + String.format(Locale.ROOT, "%,d", tally.count(rule, Count.AGENTS))
                + " agents that care, " + share(tally, rule, Count.BY_ANY, Count.AGENTS)
                + " of them would gain by lying if the model were trained for " + name
                + " and nobody paid: on average " + percent(tally.meanGain(rule))
                + " of all that is at stake for them."
                + (tally.rules().get(rule) instanceof WelfareMaximising
                        ? " With the affine maximiser's payments "
                                + (tally.count(rule, Count.WITH_PAYMENTS) == 0
                                        ? "no lie that was tried gains anything."
                                        : tally.count(rule, Count.WITH_PAYMENTS) + " still gain: that should not be.")
                        : "");
    }
}
