package dev.candor.report;

import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.SettlementSummary.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * report.html: one settlement for a person. One file, no scripts, nothing loaded from anywhere; its own
 * content policy says so to the browser.
 */
public final class HtmlReport {
    private static final int PAYERS = 20;
    private static final int BARS = 12;
    private static final String STYLE = resource("report.css");

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
        return report.html.append("</main>\n</body>\n</html>\n").toString();
    }

    private void head() {
        html.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <meta name="color-scheme" content="light dark">
                <title>Candor settlement</title>
                <style>
                """).append(STYLE).append("</style>\n</head>\n<body>\n<main>\n<h1>Settlement</h1>\n");
    }

    private void headline() {
        Counts counts = summary.counts();
        Figures figures = summary.figures();
        html.append("<p class=\"lead\">")
                .append(Numbers.count(counts.agents(), "agent"))
                .append(" said what they want of the model on ")
                .append(Numbers.count(counts.prompts(), "prompt"))
                .append(". The model that serves them best reaches a social welfare of <strong>")
                .append(figure(figures.welfare()))
                .append("</strong>, where the reference model gives ")
                .append(figure(figures.referenceWelfare()))
                .append(". ")
                .append(bill())
                .append("</p>\n");
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
                + id(first.agentId()) + ", is " + share + " of all.";
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
        card(
                "Welfare",
                figure(figures.welfare()),
                "reference model " + figure(figures.referenceWelfare()) + ", so "
                        + Numbers.typeset(Numbers.signed(figures.welfare() - figures.referenceWelfare())));
        card("Value", figure(figures.totalValue()), "what the agents get from the model, by their own reports");
        card(
                "Divergence",
                figure(figures.divergence()),
                Labels.html(mechanism.divergence()) + " from the reference model, before λ = "
                        + Numbers.typeset(Numbers.shortFigure(mechanism.lambda())));
        card("Revenue", figure(figures.revenue()), "sum of all payments, in units of utility");
        html.append("</dl>\n</section>\n");
    }

    private void payments() {
        section("payments", "Largest payments");
        html.append("<p>")
                .append(Labels.html(Explanation.ofPayment(summary.mechanism())))
                .append("</p>\n");
        html.append("<p class=\"quiet\">")
                .append(Explanation.ofConsequences(summary.mechanism()))
                .append("</p>\n");
        if (!payers.isEmpty()) {
            List<PayerLine> paying = payers.stream()
                    .filter(line -> line.payment() > 0)
                    .limit(BARS)
                    .toList();
            if (!paying.isEmpty()) {
                html.append(PaymentChart.render(paying, summary.money().tariff(), payer));
            }
            html.append(payerTable());
        }
        html.append("</section>\n");
    }

    private String payerTable() {
        double listed = payers.stream().mapToDouble(PayerLine::payment).sum();
        String share = Numbers.share(listed, summary.figures().revenue());
        String of = Numbers.count(payers.size()) + " of "
                + Numbers.count(summary.counts().payers(), payer);
        HtmlTable table = new HtmlTable(
                "The largest payments: " + of + (share.isEmpty() ? "" : ", " + share + " of the revenue")
                        + ". Value, payment and utility are in units of reward × weight.",
                payer,
                "weight",
                "value",
                "payment",
                "utility",
                "charge");
        for (PayerLine line : payers) {
            table.row(
                    id(line.agentId()),
                    Numbers.typeset(Numbers.shortFigure(line.weight())),
                    figure(line.value()),
                    figure(line.payment()),
                    figure(line.utility()),
                    Numbers.money(line.charge(), summary.money().tariff()));
        }
        return table.html();
    }

    private void money() {
        Money money = summary.money();
        section("money", "Money");
        HtmlTable table =
                new HtmlTable("The bill as a whole, at " + Explanation.ofTariff(money.tariff()), "line", "amount");
        table.row("Exact total, before rounding", exact(money));
        table.row("Charged", Numbers.money(money.chargedTotal(), money.tariff()));
        table.row("Residue, exact − charged", Numbers.typeset(Numbers.residue(money.residue(), money.tariff())));
        html.append(table.html())
                .append("<p class=\"quiet\">")
                .append(Explanation.ofRounding(money.tariff().rounding()))
                .append(" One minor unit is ")
                .append(Numbers.money(Numbers.minorUnit(money.tariff()), money.tariff()))
                .append(
                        "; where somebody pays but is charged 0, the amount lies below it. Every digit of the exact total is in summary.json.</p>\n</section>\n");
    }

    private void certificate() {
        Figures figures = summary.figures();
        Mechanism mechanism = summary.mechanism();
        section("certificate", "Certificate");
        html.append("<p>The most that anyone could gain by lying, given what was computed: <strong>")
                .append(Numbers.typeset(Numbers.bound(figures.maxIncentiveGap())))
                .append("</strong> (")
                .append(Labels.html(figures.certificate()))
                .append(").</p>\n");
        HtmlTable table = new HtmlTable("The mechanism, fixed before the reports were read", "setting", "value");
        table.row("Policy class", Labels.html(mechanism.policyClass()));
        table.row("Divergence", Labels.html(mechanism.divergence()));
        table.row("λ", Numbers.typeset(Numbers.shortFigure(mechanism.lambda())));
        table.row("Payment rule", Labels.html(mechanism.paymentRule()));
        table.row("Normalisation", Labels.html(mechanism.normalisation()));
        table.row("Reward domain", Labels.html(mechanism.domain()));
        html.append(table.html()).append("</section>\n");
    }

    private void input() {
        Counts counts = summary.counts();
        section("input", "Input");
        HtmlTable table = new HtmlTable("What was read", "what", "count");
        table.row("Agents", Numbers.count(counts.agents()));
        table.row("Payers", Numbers.count(counts.payers()));
        table.row("Prompts", Numbers.count(counts.prompts()));
        table.row("Candidates", Numbers.count(counts.candidates()));
        table.row("Reported rewards", Numbers.count(counts.reportRows()));
        table.row("Identical duplicates, collapsed", Numbers.count(counts.duplicateRows()));
        table.row("Rejected rows, in quarantine", Numbers.count(counts.rejectedRows()));
        html.append(table.html()).append("</section>\n");
    }

    private void stages() {
        if (summary.stages().isEmpty()) {
            return;
        }
        section("stages", "Stages");
        HtmlTable table = new HtmlTable("How long each stage of the run took", "stage", "rows", "time");
        for (Stage stage : summary.stages()) {
            table.row(Labels.html(stage.name()), Numbers.count(stage.rows()), Numbers.duration(stage.elapsedMillis()));
        }
        html.append(table.html()).append("</section>\n");
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

    /** The exact total as far as a person wants to read it. */
    private static String exact(Money money) {
        BigDecimal total = money.exactTotal();
        int decimals = money.tariff().scale() + 4;
        String text =
                Numbers.amount(total.scale() <= decimals ? total : total.setScale(decimals, RoundingMode.HALF_EVEN));
        return Numbers.withCurrency(text, money.tariff());
    }

    private static String figure(double value) {
        return Numbers.typeset(Numbers.figure(value));
    }

    /** An id as the input had it, kept from leaking its writing direction. */
    private static String id(String id) {
        return "<bdi>" + Labels.html(id) + "</bdi>";
    }

    private static String resource(String name) {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks " + name + " beside " + HtmlReport.class.getName());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
