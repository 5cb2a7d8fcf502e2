package dev.candor.report.settlement;

import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.text.Explanation;
import dev.candor.report.text.HtmlTable;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** The tables of report.html. */
public final class ReportTables {
    private ReportTables() {}

    /** The largest payments, {@code payers} of them. */
    static String payers(SettlementSummary summary, List<PayerLine> payers) {
        String payer = Explanation.payer(summary);
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
                    Labels.id(line.agentId()),
                    Numbers.typeset(Numbers.shortFigure(line.weight())),
                    Numbers.typeset(line.value()),
                    Numbers.typeset(line.payment()),
                    Numbers.typeset(line.utility()),
                    Numbers.money(line.charge(), summary.money().tariff()));
        }
        return table.html();
    }

    static String money(Money money) {
        HtmlTable table =
                new HtmlTable("The bill as a whole, at " + Explanation.ofTariff(money.tariff()), "line", "amount");
        table.row("Exact total, before rounding", exact(money));
        table.row("Charged", Numbers.money(money.chargedTotal(), money.tariff()));
        table.row(
                "Residue, exact − charged",
                Numbers.residue(money.residue(), money.tariff()).replace('-', '−'));
        return table.html();
    }

    public static String mechanism(Mechanism mechanism) {
        HtmlTable table = new HtmlTable("The mechanism, fixed before the reports were read", "setting", "value");
        table.row("Policy class", Labels.html(mechanism.policyClass().commandName()));
        table.row("Divergence", Labels.html(mechanism.divergence()));
        if (Explanation.isPriced(mechanism)) {
            table.row("λ", Numbers.typeset(Numbers.shortFigure(mechanism.lambda())));
        }
        table.row("Payment rule", Labels.html(mechanism.paymentRule()));
        table.row("Normalisation", Labels.html(mechanism.normalisation()));
        table.row("Reward domain", Labels.html(mechanism.domain()));
        return table.html();
    }

    static String input(SettlementSummary summary) {
        Counts counts = summary.counts();
        HtmlTable table = new HtmlTable("What was read", "what", "count");
        table.row("Agents", Numbers.count(counts.agents()));
        table.row("Payers", Numbers.count(counts.payers()));
        table.row("Prompts", Numbers.count(counts.prompts()));
        table.row("Candidates", Numbers.count(counts.candidates()));
        table.row("Reported " + Explanation.reported(summary.mechanism()) + "s", Numbers.count(counts.reportRows()));
        table.row("Identical duplicates, collapsed", Numbers.count(counts.duplicateRows()));
        table.row("Rejected rows, in quarantine", Numbers.count(counts.rejectedRows()));
        return table.html();
    }

    public static String stages(List<Stage> stages) {
        HtmlTable table = new HtmlTable("How long each stage of the run took", "stage", "rows", "time");
        for (Stage stage : stages) {
            table.row(Labels.html(stage.name()), Numbers.count(stage.rows()), Numbers.duration(stage.elapsedMillis()));
        }
        return table.html();
    }

    /** The exact total as far as a person wants to read it. */
    private static String exact(Money money) {
        BigDecimal total = money.exactTotal();
        int decimals = money.tariff().scale() + 4;
        String text =
                Numbers.amount(total.scale() <= decimals ? total : total.setScale(decimals, RoundingMode.HALF_EVEN));
        return Numbers.withCurrency(text, money.tariff());
    }
}
