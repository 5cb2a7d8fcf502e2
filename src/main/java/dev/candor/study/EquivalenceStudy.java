package dev.candor.study;

import dev.candor.model.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an {@link EquivalenceTally} says: a certificate, or a counter-example. */
public final class EquivalenceStudy {
    private static final List<String> NOTES = List.of(
            "Under a continuous SW-Max rule, payments that make truth dominant differ from p^AFF by a term that the agent's own"
                    + " report cannot change (Thm 4.9, Cor 4.10 of Sun et al. 2025). A counter-example therefore proves that"
                    + " the rule does not make truth dominant.",
            "A certificate is of the reports that were compared and of no others.",
            "deviation: |Δ(p − p^AFF)| of the two reports over the largest payment or stake w·max|r| among them.");

    private EquivalenceStudy() {}

    /** Whether the rule passes: no pair deviates by more. */
    public static boolean passes(EquivalenceTally tally, double tolerance) {
        return tally.largest() <= tolerance;
    }

    public static Study of(EquivalenceTally tally, String rule, double tolerance, Map<String, String> settings) {
        boolean passes = passes(tally, tolerance);
        List<List<Object>> verdict = List.of(List.of(
                rule,
                passes ? "equivalent" : "not equivalent",
                tally.agents(),
                tally.pairs(),
                tally.largest(),
                tolerance));
        return new Study(
                "equivalence",
                "Is this payment rule p^AFF plus a term free of the own report?",
                lead(tally, rule, passes),
                settings,
                List.of(
                        new Study.Table(
                                "verdict",
                                "What was compared, and the largest deviation of any pair.",
                                true,
                                List.of("payments", "verdict", "agents", "pairs", "largest_deviation", "tolerance"),
                                verdict),
                        new Study.Table(
                                "pair",
                                "The pair that deviates most: the same agent, the others' reports held. difference = payment"
                                        + " − affine_maximiser would have to be the same for both.",
                                !passes,
                                List.of("report", "size", "payment", "affine_maximiser", "difference"),
                                tally.pairs() == 0 ? List.of() : pair(tally)),
                        new Study.Table(
                                "pair-rewards",
                                "The rewards of the two reports.",
                                !passes,
                                List.of("candidate", "first", "second"),
                                tally.pairs() == 0 ? List.of() : rewards(tally))),
                List.of(),
                NOTES);
    }

    private static List<List<Object>> pair(EquivalenceTally tally) {
        List<List<Object>> rows = new ArrayList<>();
        for (int report : new int[] {0, tally.against()}) {
            double affine = tally.at().affine(tally.mechanism(), report);
            double payment = tally.at().payment(report);
            rows.add(List.of(
                    report == 0 ? "first" : "second", tally.at().size(report), payment, affine, payment - affine));
        }
        return rows;
    }

    private static List<List<Object>> rewards(EquivalenceTally tally) {
        double[] first = tally.at().reward(0);
        double[] second = tally.at().reward(tally.against());
        List<List<Object>> rows = new ArrayList<>();
        for (int x = 0; x < first.length; x++) {
            rows.add(List.of((long) x, first[x], second[x]));
        }
        return rows;
    }

    private static String lead(EquivalenceTally tally, String rule, boolean passes) {
        String compared = String.format(
                Locale.ROOT, "%,d pairs of reports of %,d agents were compared", tally.pairs(), tally.agents());
        return passes
                ? compared + ": under " + rule
                        + " payments differ from those of the affine maximiser by nothing that an"
                        + " agent's own report changes (largest deviation "
                        + String.format(Locale.ROOT, "%.1e", tally.largest())
                        + "). They make truth dominant where p^AFF does."
                : compared + ": under " + rule
                        + " an agent's own report changes by how much its payment differs from the"
                        + " affine maximiser's. So " + rule
                        + " does not make truth the best strategy; the pair below shows"
                        + " it (" + tally.at().name() + ").";
    }
}
