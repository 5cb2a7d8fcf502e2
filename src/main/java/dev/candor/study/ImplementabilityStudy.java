package dev.candor.study;

import dev.candor.model.Study;
import dev.candor.study.ImplementabilityTally.Cycle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an {@link ImplementabilityTally} says, in tables and words. */
public final class ImplementabilityStudy {
    private static final List<String> NOTES = List.of(
            "A cycle of types whose sum is below 0 proves that no payments make truth dominant under the rule (Rochet 1987)."
                    + " None among the types that were sampled proves nothing but that: SW-Max has none by theorem.",
            "mean is the mean of w_j [v(ψ(t_j); r_j) − v(ψ(t_{j+1}); r_j)] over the cycle of least mean that was found, as a"
                    + " share of the largest w·(max r − min r) on offer. At 0 it is rounding.",
            "Types that differ in rewards alone leave the size as it is, as if it were public.");

    private ImplementabilityStudy() {}

    public static Study of(ImplementabilityTally tally, String what, Map<String, String> settings) {
        List<List<Object>> rules = new ArrayList<>();
        List<List<Object>> cycles = new ArrayList<>();
        for (int r = 0; r < tally.rules().size(); r++) {
            for (boolean sizes : new boolean[] {false, true}) {
                String name = tally.rules().get(r).name();
                String kind = sizes ? "rewards and size" : "rewards";
                Cycle worst = tally.worst(r, sizes);
                boolean negative = tally.cyclic(r, sizes) > 0;
                rules.add(List.of(
                        name,
                        kind,
                        tally.games(),
                        tally.cyclic(r, sizes),
                        worst.mean() + 0.0,
                        negative ? (Object) (long) worst.length() : "-"));
                if (negative) {
                    types(cycles, name, kind, worst);
                }
            }
        }
        return new Study(
                "implementability",
                "Can any payments make truth dominant?",
                lead(tally, what),
                settings,
                List.of(
                        new Study.Table(
                                "implementability",
                                "Games in which sampled types make a negative cycle, and the worst that was found.",
                                true,
                                List.of(
                                        "rule",
                                        "types_differ_in",
                                        "games",
                                        "with_negative_cycle",
                                        "worst_mean",
                                        "length"),
                                rules),
                        new Study.Table(
                                "cycles",
                                "The types of the worst cycle of each rule that has one, in order; reporting the next is"
                                        + " what type k would do, and the last one's next is the first.",
                                false,
                                List.of(
                                        "rule",
                                        "types_differ_in",
                                        "game",
                                        "type",
                                        "size",
                                        "candidate",
                                        "reward",
                                        "prob"),
                                cycles)),
                List.of(),
                NOTES);
    }

    private static void types(List<List<Object>> rows, String rule, String kind, Cycle cycle) {
        for (int type = 0; type < cycle.length(); type++) {
            double[] reward = cycle.reward(type);
            double[] policy = cycle.policy(type);
            for (int x = 0; x < reward.length; x++) {
                rows.add(List.of(
                        rule, kind, cycle.game(), (long) type, cycle.size(type), (long) x, reward[x], policy[x]));
            }
        }
    }

    private static String lead(ImplementabilityTally tally, String what) {
        List<String> found = new ArrayList<>();
        List<String> none = new ArrayList<>();
        for (int r = 0; r < tally.rules().size(); r++) {
            long cyclic = Math.max(tally.cyclic(r, false), tally.cyclic(r, true));
            String name = tally.rules().get(r).name();
            if (cyclic == 0) {
                none.add(name);
            } else {
                found.add(name + String.format(Locale.ROOT, " in %,d of %,d games", cyclic, tally.games()));
            }
        }
        return "Payments that make truth dominant exist for a training rule exactly where no cycle of types sums to less"
                + " than 0. In " + what + (none.isEmpty() ? "" : ", none was found for " + String.join(", ", none))
                + (found.isEmpty()
                        ? ""
                        : "; one was found for " + String.join(", ", found)
                                + ": no payments of any kind can make truth the best strategy there")
                + ".";
    }
}
