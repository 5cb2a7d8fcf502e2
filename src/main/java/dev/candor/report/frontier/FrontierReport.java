package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import dev.candor.report.settlement.ReportTables;
import dev.candor.report.text.HtmlPage;
import dev.candor.report.text.HtmlTable;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import java.util.List;

/** frontier.html: one sweep for a person, to choose λ from. One file, no scripts, nothing loaded from anywhere. */
public final class FrontierReport {
    private final Frontier frontier;
    private final StringBuilder html = new StringBuilder(65_536);

    private FrontierReport(Frontier frontier) {
        this.frontier = frontier;
    }

    /** The page, in UTF-8 when written as such. */
    public static String render(Frontier frontier) {
        FrontierReport report = new FrontierReport(frontier);
        report.html.append(HtmlPage.begin("Candor frontier", "Frontier: choosing λ"));
        report.headline();
        report.notes();
        report.choosing();
        report.chart();
        report.tables();
        report.stages();
        return report.html.append(HtmlPage.END).toString();
    }

    private void headline() {
        html.append("<p class=\"lead\">")
                .append(FrontierText.headline(frontier))
                .append(". Policy class ")
                .append(Labels.html(frontier.policyClass()))
                .append(", payment rule ")
                .append(Labels.html(frontier.paymentRule()))
                .append(". The reference model alone gives a welfare of <strong>")
                .append(Numbers.typeset(frontier.points().get(0).referenceWelfare()))
                .append("</strong>.</p>\n");
    }

    private void notes() {
        html.append("<section class=\"notes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">To be noted</h2>\n<ul>\n")
                .append("<li><strong>")
                .append(FrontierText.WARNING)
                .append("</strong></li>\n");
        for (String note : frontier.notes()) {
            html.append("<li>").append(Labels.html(note)).append("</li>\n");
        }
        html.append("</ul>\n</section>\n");
    }

    private void choosing() {
        section("choosing", "What λ does, and how to choose it");
        FrontierText.CHOOSING.forEach(
                paragraph -> html.append("<p>").append(paragraph).append("</p>\n"));
        html.append("</section>\n");
    }

    private void chart() {
        section("frontier", "The frontier");
        html.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"frontier chart\">\n")
                .append(FrontierChart.render(frontier))
                .append("</div>\n</section>\n");
    }

    private void tables() {
        section("figures", "Every figure");
        html.append("<div class=\"points\">\n");
        frontier.curves().forEach((divergence, curve) -> html.append(table(divergence, curve)));
        html.append("</div>\n</section>\n");
    }

    private String table(String divergence, List<FrontierPoint> curve) {
        HtmlTable table = new HtmlTable(
                "Under " + divergence + ". Value, welfare and revenue are in units of reward × weight. Largest and 10"
                        + " largest: shares of the revenue. Effective: as many equal payers would concentrate it as"
                        + " much. frontier.csv has every digit.",
                "λ",
                "value",
                "welfare",
                "divergence",
                "revenue",
                "largest",
                "10 largest",
                "effective",
                "paying");
        curve.forEach(point -> row(table, point));
        return table.html();
    }

    private static void row(HtmlTable table, FrontierPoint point) {
        PaymentConcentration concentration = point.concentration();
        table.row(
                Numbers.typeset(Numbers.shortFigure(point.lambda())),
                Numbers.typeset(point.totalValue()),
                Numbers.typeset(point.welfare()),
                Numbers.typeset(point.divergenceValue()),
                Numbers.typeset(point.revenue()),
                FrontierText.share(concentration.topShare()),
                FrontierText.share(concentration.top10Share()),
                FrontierText.effective(concentration),
                Numbers.count(concentration.paying()));
    }

    private void stages() {
        if (!frontier.stages().isEmpty()) {
            section("stages", "Stages");
            html.append(ReportTables.stages(frontier.stages())).append("</section>\n");
        }
    }

    private void section(String anchor, String title) {
        html.append("<section aria-labelledby=\"").append(anchor).append("\">\n<h2 id=\"");
        html.append(anchor).append("\">").append(title).append("</h2>\n");
    }
}
