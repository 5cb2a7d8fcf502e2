package dev.candor.report.settlement;

import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.report.text.Explanation;
import dev.candor.report.text.HtmlPage;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import java.util.List;

/**
 * report.html: one settlement for a person. One file, no scripts, nothing loaded from anywhere; its own
 * content policy says so to the browser.
 */
public final class HtmlReport {
    private static final int PAYERS = 20;
    private static final int BARS = 12;

    private final SettlementSummary summary;
    private final String payer;
    private final List<PayerLine> payers;
    private final StringBuilder html = new StringBuilder(16_384);

    private HtmlReport(SettlementSummary summary) {
        this.summary = summary;
        this.payer = Explanation.payer(summary);
        this.payers = summary.largestPayers()
                .subList(0, Math.min(PAYERS, summary.largestPayers().size()));
    }

    /** The page, in UTF-8 when written as such. */
    public static String render(SettlementSummary summary) {
        HtmlReport report = new HtmlReport(summary);
        report.head();
        report.headline();
        report.notes();
        report.figures();
        report.payments();
        report.money();
        report.certificate();
        report.input();
        report.stages();
        return report.html.append(HtmlPage.END).toString();
    }

    private void head() {
        html.append(HtmlPage.begin("Candor settlement", "Settlement"));
    }

    private void headline() {
        Counts counts = summary.counts();
        Figures figures = summary.figures();
        html.append("<p class=\"lead\">")
                .append(Numbers.count(counts.agents(), "agent"))
                .append(
                        Explanation.isCatalog(summary.mechanism())
                                ? " said what each of " + Numbers.count(counts.candidates(), "trained checkpoint")
                                        + " is worth to them. The one that serves them best, " + chosen() + ","
                                : " said what they want of the model on " + Numbers.count(counts.prompts(), "prompt")
                                        + ". "
                                        + (summary.localOptimum().isPresent()
                                                ? "The best model found for them"
                                                : "The model that serves them best"))
                .append(" reaches a social welfare of <strong>")
                .append(Numbers.typeset(figures.welfare()))
                .append("</strong>")
                .append(
                        Double.isNaN(figures.referenceWelfare())
                                ? ""
                                : ", where the reference model gives " + Numbers.typeset(figures.referenceWelfare()))
                .append(". ")
                .append(bill())
                .append("</p>\n");
    }

    private String chosen() {
        return summary.parameters().isEmpty()
                ? "the best"
                : "<strong>" + Labels.id(summary.parameters().get(0).name()) + "</strong>";
    }

    /** Who pays how much, in plain language. */
    private String bill() {
        Money money = summary.money();
        if (payers.isEmpty() || payers.get(0).payment() == 0) {
            return "Nobody pays anything.";
        }
        PayerLine first = payers.get(0);
        String share = Numbers.share(first.payment(), summary.figures().revenue());
        return "For that, " + Numbers.count(summary.counts().payers(), payer) + " together pay <strong>"
                + Numbers.money(money.chargedTotal(), money.tariff()) + "</strong>; the largest payment, by "
                + Labels.id(first.agentId()) + ", is " + share + " of all.";
    }

    private void notes() {
        if (summary.notes().isEmpty()) {
            return;
        }
        html.append("<section class=\"notes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">To be noted</h2>\n<ul>\n");
        for (String note : summary.notes()) {
            html.append("<li>").append(Labels.html(note)).append("</li>\n");
        }
        html.append("</ul>\n</section>\n");
    }

    private void figures() {
        Figures figures = summary.figures();
        Mechanism mechanism = summary.mechanism();
        section("figures", "Figures");
        html.append("<dl class=\"cards\">\n");
        card("Welfare", Numbers.typeset(figures.welfare()), Labels.html(Explanation.ofWelfare(summary)));
        card(
                "Value",
                Numbers.typeset(figures.totalValue()),
                "what the agents get from the model, by their own reports");
        card(
                "Divergence",
                Numbers.typeset(figures.divergence()),
                Labels.html(Explanation.ofDivergence(mechanism))
                        + (Explanation.isPriced(mechanism)
                                ? " = " + Numbers.typeset(Numbers.shortFigure(mechanism.lambda()))
                                : ""));
        card("Revenue", Numbers.typeset(figures.revenue()), "sum of all payments, in units of utility");
        html.append("</dl>\n</section>\n");
    }

    private void payments() {
        section("payments", "Largest payments");
        html.append("<p>").append(Labels.html(Explanation.ofPayment(summary))).append("</p>\n");
        html.append("<p class=\"quiet\">")
                .append(Explanation.ofConsequences(summary))
                .append("</p>\n");
        if (!payers.isEmpty()) {
            List<PayerLine> paying = payers.stream()
                    .filter(line -> line.payment() > 0)
                    .limit(BARS)
                    .toList();
            if (!paying.isEmpty()) {
                html.append(PaymentChart.render(paying, summary.money().tariff(), payer));
            }
            html.append(ReportTables.payers(summary, payers));
        }
        html.append("</section>\n");
    }

    private void money() {
        Money money = summary.money();
        section("money", "Money");
        html.append(ReportTables.money(money))
                .append("<p class=\"quiet\">")
                .append(Explanation.ofRounding(money.tariff().rounding()))
                .append(" One minor unit is ")
                .append(Numbers.money(Numbers.minorUnit(money.tariff()), money.tariff()))
                .append(
                        "; if a charge is 0 and the payment is not, the amount is smaller than that. Every digit of the exact total is in summary.json.</p>\n</section>\n");
    }

    private void certificate() {
        Figures figures = summary.figures();
        section("certificate", "Certificate");
        html.append("<p>")
                .append(
                        summary.localOptimum().isPresent() && figures.maxIncentiveGap() < Double.POSITIVE_INFINITY
                                ? "An estimate, from the remaining slopes, of what lying could gain. It is not a "
                                        + "bound: <strong>"
                                : "The most that anyone could gain by lying, given the accuracy of the computation: <strong>")
                .append(Numbers.typeset(Numbers.bound(figures.maxIncentiveGap())))
                .append("</strong> (")
                .append(Labels.html(figures.certificate()))
                .append(").</p>\n");
        summary.localOptimum()
                .ifPresent(optimum -> html.append("<p>Welfare is <strong>")
                        .append(Numbers.typeset(Numbers.figure(optimum.belowTabular())))
                        .append("</strong> ")
                        .append(Labels.html(Explanation.ofLocalOptimum(optimum)))
                        .append(".</p>\n"));
        html.append(ReportTables.mechanism(summary.mechanism())).append("</section>\n");
    }

    private void input() {
        section("input", "Input");
        html.append(ReportTables.input(summary)).append("</section>\n");
    }

    private void stages() {
        if (summary.stages().isEmpty()) {
            return;
        }
        section("stages", "Stages");
        html.append(ReportTables.stages(summary.stages())).append("</section>\n");
    }

    private void section(String anchor, String title) {
        html.append("<section aria-labelledby=\"")
                .append(anchor)
                .append("\">\n<h2 id=\"")
                .append(anchor);
        html.append("\">").append(title).append("</h2>\n");
    }

    private void card(String name, String value, String meaning) {
        html.append("<div><dt>").append(name).append("</dt><dd><strong>").append(value);
        html.append("</strong><span class=\"quiet\">").append(meaning).append("</span></dd></div>\n");
    }
}
