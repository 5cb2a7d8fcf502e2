package dev.candor.api;

import dev.candor.engine.pack.PackedReports;
import dev.candor.model.PaymentRule;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.List;

/** What the user has to know about figures that are made of reports. */
public final class Notes {
    private Notes() {}

    /** Sentences: what is not guaranteed, and what was left out. */
    public static List<String> ofReports(
            PackedReports reports, boolean candidatesFromReports, PaymentRule paymentRule) {
        List<String> notes = new ArrayList<>();
        if (reports.isOfCoefficients()) {
            notes.add("Individual rationality is not guaranteed: rewards that are coefficients times features may be"
                    + " negative, and an agent can then be worse off than without the mechanism.");
        } else if (reports.negativeRewards() > 0) {
            notes.add("Individual rationality is not guaranteed: " + negativeRewards(reports.negativeRewards())
                    + ", and an agent can be worse off than without the mechanism.");
        }
        if (candidatesFromReports) {
            notes.add("Truthfulness is not guaranteed: the candidates were taken from the reports, so an agent can add"
                    + " candidates by reporting them. Fix the list beforehand and pass --candidates.");
        }
        if (!paymentRule.charges()) {
            notes.add("Truthfulness is not guaranteed: nobody pays, and some misreport gains for almost every agent"
                    + " (Thm 4.2 of Sun et al. 2025).");
        }
        if (reports.rowsRejected() > 0) {
            notes.add(Numbers.count(reports.rowsRejected(), "row") + (reports.rowsRejected() == 1 ? " was" : " were")
                    + " rejected and tolerated: see quarantine/. Rejected rows have no effect.");
        }
        return notes;
    }

    /** "1 reward is negative". */
    public static String negativeRewards(long negative) {
        return Numbers.count(negative, "reward") + (negative == 1 ? " is" : " are") + " negative";
    }
}
