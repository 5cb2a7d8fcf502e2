package dev.candor.report.settlement;

import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.Tariff;
import dev.candor.report.text.Explanation;
import dev.candor.report.text.HtmlPage;
import dev.candor.report.text.Lines;
import dev.candor.report.text.Numbers;
import dev.candor.report.text.StageLine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * report.html: one settlement for a person. One file, no scripts, nothing loaded from anywhere; its own
 * content policy says so to the browser.
 *
 * @param summary as it is; this record's methods are what the template names
 */
public record HtmlReport(SettlementSummary summary) {
    private static final int PAYERS = 20;
    private static final int BARS = 12;

    /** The page, in UTF-8 when written as such. */
    public static String render(SettlementSummary summary) {
        return HtmlPage.render("settlement/report.html", new HtmlReport(summary));
    }

    Figures figures() {
        return summary.figures();
    }

    Counts counts() {
        return summary.counts();
    }

    Mechanism mechanism() {
        return summary.mechanism();
    }

    String agents() {
        return Numbers.count(counts().agents(), "agent");
    }

    String checkpoints() {
        return Numbers.count(counts().candidates(), "trained checkpoint");
    }

    String prompts() {
        return Numbers.count(counts().prompts(), "prompt");
    }

    String payer() {
        return Explanation.payer(summary);
    }

    String reported() {
        return Explanation.reported(mechanism());
    }

    boolean catalog() {
        return Explanation.isCatalog(mechanism());
    }

    boolean searched() {
        return summary.localOptimum().isPresent();
    }

    Optional<String> chosen() {
        return summary.parameters().stream().findFirst().map(Parameter::name);
    }

    Optional<Double> referenceWelfare() {
        return Optional.of(figures().referenceWelfare()).filter(welfare -> !Double.isNaN(welfare));
    }

    /** Who pays how much; empty where nobody does. */
    Optional<Bill> bill() {
        return summary.largestPayers().stream()
                .findFirst()
                .filter(first -> first.payment() != 0)
                .map(first -> new Bill(
                        Numbers.count(counts().payers(), payer()),
                        chargedTotal(),
                        first.agentId(),
                        Numbers.share(first.payment(), figures().revenue())));
    }

    Optional<Lines<String>> notes() {
        return Lines.of(summary.notes());
    }

    String ofWelfare() {
        return Explanation.ofWelfare(summary);
    }

    String ofDivergence() {
        return Explanation.ofDivergence(mechanism());
    }

    Optional<String> lambda() {
        return Explanation.ofLambda(mechanism());
    }

    String ofPayment() {
        return Explanation.ofPayment(summary);
    }

    String ofConsequences() {
        return Explanation.ofConsequences(summary);
    }

    Optional<Payments> payments() {
        List<PayerLine> payers = summary.largestPayers().stream().limit(PAYERS).toList();
        if (payers.isEmpty()) {
            return Optional.empty();
        }
        List<PayerLine> paying =
                payers.stream().filter(line -> line.payment() > 0).limit(BARS).toList();
        double listed = payers.stream().mapToDouble(PayerLine::payment).sum();
        return Optional.of(new Payments(
                paying.isEmpty()
                        ? ""
                        : PaymentChart.render(paying, tariff(), payer()).stripTrailing(),
                Numbers.count(payers.size()) + " of " + Numbers.count(counts().payers(), payer()),
                Numbers.share(listed, figures().revenue()),
                payers.stream()
                        .map(line -> new Row(
                                line,
                                Numbers.typeset(Numbers.shortFigure(line.weight())),
                                Numbers.money(line.charge(), tariff())))
                        .toList()));
    }

    private Money money() {
        return summary.money();
    }

    private Tariff tariff() {
        return money().tariff();
    }

    String ofTariff() {
        return Explanation.ofTariff(tariff());
    }

    /** As far as a person wants to read it. */
    String exactTotal() {
        BigDecimal total = money().exactTotal();
        int decimals = tariff().scale() + 4;
        return Numbers.money(
                total.scale() <= decimals ? total : total.setScale(decimals, RoundingMode.HALF_EVEN), tariff());
    }

    String chargedTotal() {
        return Numbers.money(money().chargedTotal(), tariff());
    }

    String residue() {
        return Numbers.residue(money().residue(), tariff()).replace('-', '−');
    }

    String ofRounding() {
        return Explanation.ofRounding(tariff().rounding());
    }

    String minorUnit() {
        return Numbers.money(Numbers.minorUnit(tariff()), tariff());
    }

    /** Whether the gap is what slopes left over. */
    boolean suggested() {
        return searched() && figures().maxIncentiveGap() < Double.POSITIVE_INFINITY;
    }

    String gap() {
        return Numbers.typeset(Numbers.bound(figures().maxIncentiveGap()));
    }

    Optional<Local> localOptimum() {
        return summary.localOptimum()
                .map(optimum -> new Local(optimum.belowTabular(), Explanation.ofLocalOptimum(optimum)));
    }

    Optional<Lines<StageLine>> stages() {
        return StageLine.of(summary.stages());
    }

    record Bill(String payers, String charged, String largest, String share) {}

    record Local(double belowTabular, String words) {}

    record Payments(String chart, String listed, String share, List<Row> rows) {}

    record Row(PayerLine line, String weight, String charge) {}
}
