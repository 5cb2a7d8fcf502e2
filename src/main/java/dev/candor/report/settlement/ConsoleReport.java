package dev.candor.report.settlement;

import dev.candor.model.PolicyClass;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.report.text.Explanation;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import dev.candor.report.text.Page;
import dev.candor.report.text.TextTable;
import java.util.ArrayList;
import java.util.List;

/** A settlement as text: on a screen at most 25 lines of at most 100 columns, in a file all of it. */
public final class ConsoleReport {
    private static final int PAYERS = 5;
    private static final int LABEL_COLUMNS = 15;
    private static final int FIGURE_COLUMNS = 18;
    private static final int INTEGER_COLUMNS = 9;

    private final SettlementSummary summary;
    private final Page page;
    private final List<String> lines = new ArrayList<>();

    private ConsoleReport(SettlementSummary summary, Page page) {
        this.summary = summary;
        this.page = page;
    }

    /** The text, each line ended by a line feed; λ, π and ‖ need a UTF-8 stream. */
    public static String render(SettlementSummary summary, Page page) {
        ConsoleReport report = new ConsoleReport(summary, page);
        report.headline();
        report.figures();
        report.payers();
        report.notes();
        return String.join("\n", report.lines) + "\n";
    }

    private void headline() {
        Counts counts = summary.counts();
        Mechanism mechanism = summary.mechanism();
        String read = Explanation.isCatalog(mechanism)
                ? Numbers.count(counts.agents(), "agent") + " on " + Numbers.count(counts.candidates(), "checkpoint")
                        + ": " + Numbers.count(counts.reportRows(), Explanation.reported(mechanism)) + "  (catalog"
                : Numbers.count(counts.agents(), "agent") + " on "
                        + Numbers.count(counts.prompts(), "prompt") + ": "
                        + Numbers.count(counts.candidates(), "candidate") + ", "
                        + Numbers.count(counts.reportRows(), Explanation.reported(mechanism)) + "  ("
                        + mechanism.policyClass() + ", " + mechanism.divergence();
        String price = Explanation.isPriced(mechanism) ? ", λ = " + Numbers.shortFigure(mechanism.lambda()) : "";
        wrap("Settled " + read + price + ")", "", 2);
        lines.add("");
    }

    private void figures() {
        Figures figures = summary.figures();
        figure("welfare", Numbers.figure(figures.welfare()), Explanation.ofWelfare(summary));
        figure(
                "value",
                Numbers.figure(figures.totalValue()),
                "what the agents get from the model, by their own reports");
        figure("divergence", Numbers.figure(figures.divergence()), Explanation.ofDivergence(summary.mechanism()));
        figure(
                "revenue",
                Numbers.figure(figures.revenue()),
                "sum of payments in utility, from "
                        + Numbers.count(summary.counts().payers(), Explanation.payer(summary)));
        charged();
        figure("incentive gap", Numbers.bound(figures.maxIncentiveGap()), Explanation.ofGap(summary));
        summary.localOptimum()
                .ifPresent(optimum ->
                        figure("optimum", Numbers.figure(optimum.belowTabular()), Explanation.ofLocalOptimum(optimum)));
        mixture();
        rows(summary.counts());
    }

    /** The weights of a mixture, the largest first. */
    private void mixture() {
        if (summary.mechanism().policyClass() == PolicyClass.MIXTURE) {
            figure(
                    "mixture",
                    "",
                    Explanation.ofMixture(summary.parameters(), page.columns() - LABEL_COLUMNS - FIGURE_COLUMNS - 4));
        }
    }

    private void charged() {
        SettlementSummary.Money money = summary.money();
        String total = Numbers.money(money.chargedTotal(), money.tariff());
        figure("charged", total, "at " + Explanation.ofTariff(money.tariff()));
        figure("", "", Explanation.ofResidue(money));
    }

    private void rows(Counts counts) {
        List<String> said = new ArrayList<>();
        if (counts.rejectedRows() > 0) {
            said.add(Numbers.count(counts.rejectedRows()) + " rejected (see quarantine/)");
        }
        if (counts.duplicateRows() > 0) {
            said.add(Numbers.count(counts.duplicateRows(), "identical duplicate") + " collapsed");
        }
        if (!said.isEmpty()) {
            figure("input rows", "", String.join(", ", said));
        }
    }

    private void figure(String label, String value, String meaning) {
        String figure = "  " + Labels.padRight(label, LABEL_COLUMNS) + value(value) + "  ";
        lines.add(Labels.cut(figure + meaning, page.columns()));
    }

    /** Figures stand with their decimal points below each other, text to the right of them. */
    private static String value(String value) {
        int point = value.indexOf('.') < 0 ? value.length() : value.indexOf('.');
        return Labels.padRight(Labels.padLeft("", INTEGER_COLUMNS - point) + value, FIGURE_COLUMNS);
    }

    private void payers() {
        List<PayerLine> shown = summary.largestPayers()
                .subList(0, Math.min(PAYERS, summary.largestPayers().size()));
        lines.add("");
        wrap(Explanation.ofPayment(summary), "", 2);
        TextTable table = new TextTable(Explanation.payer(summary), "weight", "value", "payment", "utility", "charge");
        for (PayerLine payer : shown) {
            table.row(
                    Labels.visible(payer.agentId()),
                    Numbers.shortFigure(payer.weight()),
                    Numbers.figure(payer.value()),
                    Numbers.figure(payer.payment()),
                    Numbers.figure(payer.utility()),
                    Numbers.amount(payer.charge()));
        }
        if (!shown.isEmpty()) {
            lines.addAll(table.lines("  ", page.columns()));
        }
        long more = summary.counts().payers() - shown.size();
        if (more > 0) {
            lines.add("  and " + Numbers.count(more) + " more in payments/");
        }
        crumbs(shown);
    }

    /** Why somebody with a payment is charged nothing. */
    private void crumbs(List<PayerLine> shown) {
        boolean unit = summary.money().tariff().unitPrice().signum() > 0;
        if (unit
                && shown.stream()
                        .anyMatch(payer -> payer.payment() > 0 && payer.charge().signum() == 0)) {
            String minorUnit = Numbers.money(
                    Numbers.minorUnit(summary.money().tariff()), summary.money().tariff());
            lines.add("  a charge of 0 is an amount below " + minorUnit + "; --scale and --unit-price decide");
        }
    }

    /** As many notes as the page has room for; on a screen each in at most two lines. */
    private void notes() {
        List<String> notes = summary.notes();
        if (!notes.isEmpty()) {
            lines.add("");
        }
        for (int i = 0; i < notes.size(); i++) {
            int room = page.lines() - lines.size() - (i + 1 < notes.size() ? 1 : 0);
            if (room < 1) {
                lines.add("! and " + Numbers.count(notes.size() - i, "more note") + " in summary.json");
                return;
            }
            wrap(Labels.visible(notes.get(i)), "! ", Math.min(2, room));
        }
    }

    /** Adds {@code text}, broken at spaces, on a screen in at most {@code most} lines. */
    private void wrap(String text, String mark, int most) {
        lines.addAll(Labels.wrapped(text, mark, Page.PROSE, page.equals(Page.FILE) ? Integer.MAX_VALUE : most));
    }
}
