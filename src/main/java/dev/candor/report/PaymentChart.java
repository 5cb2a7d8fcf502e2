package dev.candor.report;

import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.Tariff;
import java.util.List;
import java.util.Locale;

/**
 * The largest payments as bars, in SVG. Widths are percentages and text keeps its size, so the chart reads
 * on a phone as on a desk; colours come from the page's style.
 */
final class PaymentChart {
    private static final int ROW = 46;
    private static final int TEXT_BASE = 16;
    private static final int BAR_TOP = 23;
    private static final int BAR_HEIGHT = 12;
    private static final int LABEL_COLUMNS = 22;

    private final StringBuilder svg = new StringBuilder();

    private PaymentChart() {}

    /** @param payers largest payment first, at least one, each paying more than 0 */
    static String render(List<PayerLine> payers, Tariff tariff, String payerNoun) {
        PaymentChart chart = new PaymentChart();
        chart.open(payers, payerNoun);
        double largest = payers.get(0).payment();
        for (int i = 0; i < payers.size(); i++) {
            chart.bar(payers.get(i), largest, i * ROW, tariff);
        }
        return chart.svg.append("</svg>\n").toString();
    }

    private void open(List<PayerLine> payers, String payerNoun) {
        PayerLine first = payers.get(0);
        PayerLine last = payers.get(payers.size() - 1);
        svg.append(
                        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"chart-title chart-desc\" width=\"100%\" height=\"")
                .append(payers.size() * ROW)
                .append("\">\n<title id=\"chart-title\">Largest payments, in units of utility</title>\n")
                .append("<desc id=\"chart-desc\">One bar for each ")
                .append(payerNoun)
                .append(", ")
                .append(payers.size())
                .append(" in all, from ")
                .append(Labels.html(Labels.shortened(first.agentId(), LABEL_COLUMNS)))
                .append(" with ")
                .append(Numbers.typeset(Numbers.figure(first.payment())))
                .append(" down to ")
                .append(Labels.html(Labels.shortened(last.agentId(), LABEL_COLUMNS)))
                .append(" with ")
                .append(Numbers.typeset(Numbers.figure(last.payment())))
                .append(". The table below has every figure.</desc>\n");
    }

    private void bar(PayerLine payer, double largest, int top, Tariff tariff) {
        double percent = Math.max(0, 100 * payer.payment() / largest);
        svg.append("<g><title>")
                .append(Labels.html(payer.agentId()))
                .append("</title>\n")
                .append(text("0", top, "start", Labels.html(Labels.shortened(payer.agentId(), LABEL_COLUMNS))))
                .append(text("100%", top, "end", value(payer, tariff)))
                .append(rect("track", "100", top))
                .append(rect("bar", String.format(Locale.ROOT, "%.3f", percent), top))
                .append("</g>\n");
    }

    private static String value(PayerLine payer, Tariff tariff) {
        String payment = Numbers.typeset(Numbers.figure(payer.payment()));
        return tariff.unitPrice().signum() == 0
                ? payment
                : payment + " <tspan class=\"quiet\">· " + Numbers.money(payer.charge(), tariff) + "</tspan>";
    }

    private static String text(String x, int top, String anchor, String escaped) {
        return "<text x=\"" + x + "\" y=\"" + (top + TEXT_BASE) + "\" text-anchor=\"" + anchor + "\">" + escaped
                + "</text>\n";
    }

    private static String rect(String style, String percent, int top) {
        return "<rect class=\"" + style + "\" x=\"0\" y=\"" + (top + BAR_TOP) + "\" width=\"" + percent
                + "%\" height=\"" + BAR_HEIGHT + "\" rx=\"3\"/>\n";
    }
}
