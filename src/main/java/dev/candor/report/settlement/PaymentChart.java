package dev.candor.report.settlement;

import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.Tariff;
import dev.candor.report.chart.BarChart;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import java.util.List;

/** The largest payments as {@linkplain BarChart bars}. */
final class PaymentChart {
    private PaymentChart() {}

    /**
     * The chart as SVG.
     *
     * @param payers largest payment first, at least one, each paying more than 0
     */
    static String render(List<PayerLine> payers, Tariff tariff, String payerNoun) {
        PayerLine first = payers.get(0);
        PayerLine last = payers.get(payers.size() - 1);
        return BarChart.render(
                "chart",
                "Largest payments, in units of utility",
                "One bar for each " + payerNoun + ", " + payers.size() + " in all, from " + described(first)
                        + " down to " + described(last) + ". The table below has every figure.",
                payers.stream()
                        .map(payer -> new BarChart.Bar(payer.agentId(), payer.payment(), value(payer, tariff)))
                        .toList());
    }

    private static String described(PayerLine payer) {
        return Labels.shortened(payer.agentId(), BarChart.LABEL_COLUMNS) + " with "
                + Numbers.typeset(Numbers.figure(payer.payment()));
    }

    private static String value(PayerLine payer, Tariff tariff) {
        String payment = Numbers.typeset(Numbers.figure(payer.payment()));
        return tariff.unitPrice().signum() == 0
                ? payment
                : payment + " <tspan class=\"quiet\">· " + Numbers.money(payer.charge(), tariff) + "</tspan>";
    }
}
