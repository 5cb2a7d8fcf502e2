package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.report.text.Numbers;

/** The sentences that say what a sweep shows and what its result may be used for, the same on every page. */
final class FrontierText {
    /** Why λ must not come from the reports that it then settles. */
    static final String WARNING = "Do not settle these same reports with a λ chosen from this sweep: agents could then"
            + " gain by lying to steer the choice. Choose λ on an earlier period's reports and fix it before reading the"
            + " new ones.";

    private FrontierText() {}

    /** "Swept 9 settlements of 60 agents on 25 prompts: 100 candidates, 3,632 rewards". */
    static String headline(Frontier frontier) {
        Counts counts = frontier.counts();
        return "Swept " + Numbers.count(frontier.points().size(), "settlement") + " of "
                + Numbers.count(counts.agents(), "agent") + " on " + Numbers.count(counts.prompts(), "prompt") + ": "
                + Numbers.count(counts.candidates(), "candidate") + ", "
                + Numbers.count(counts.reportRows(), "reward");
    }

    /** A share of the revenue; "-" when there is none. */
    static String share(double share) {
        return share > 0 ? Numbers.share(share, 1) : "-";
    }

    /** Payers, not necessarily whole; "-" when nobody pays. */
    static String effective(PaymentConcentration concentration) {
        return concentration.effectivePayers() > 0 ? Numbers.figure(concentration.effectivePayers()) : "-";
    }

    /** Agents, or payers where several agents share one. */
    static String payer(Frontier frontier) {
        return frontier.counts().payers() == frontier.counts().agents() ? "agent" : "payer";
    }
}
