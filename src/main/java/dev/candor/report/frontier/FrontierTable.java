package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import dev.candor.report.text.Page;
import dev.candor.report.text.TextTable;
import java.util.ArrayList;
import java.util.List;

/** A frontier as text: a table a divergence, lines of at most 100 columns, the warning last. */
public final class FrontierTable {
    private final Frontier frontier;
    private final Page page;
    private final List<String> lines = new ArrayList<>();

    private FrontierTable(Frontier frontier, Page page) {
        this.frontier = frontier;
        this.page = page;
    }

    /** The text, each line ended by a line feed; λ needs a UTF-8 stream. */
    public static String render(Frontier frontier, Page page) {
        FrontierTable table = new FrontierTable(frontier, page);
        table.headline();
        frontier.curves().forEach(table::curve);
        table.meaning();
        table.notes();
        return String.join("\n", table.lines) + "\n";
    }

    private void headline() {
        wrap(
                FrontierText.headline(frontier) + "  (" + frontier.policyClass() + ", " + frontier.paymentRule() + ")",
                "");
        wrap(
                "The reference model alone gives a welfare of "
                        + Numbers.figure(frontier.points().get(0).referenceWelfare()) + ".",
                "");
    }

    private void curve(String divergence, List<FrontierPoint> points) {
        lines.add("");
        lines.add(Labels.visible(divergence));
        TextTable table =
                new TextTable("λ", "value", "welfare", "divergence", "revenue", "largest", "10 largest", "effective");
        points.forEach(point -> table.row(cells(point)));
        lines.addAll(table.lines("  ", page.columns()));
    }

    private static String[] cells(FrontierPoint point) {
        PaymentConcentration concentration = point.concentration();
        return new String[] {
            Numbers.shortFigure(point.lambda()),
            Numbers.figure(point.totalValue()),
            Numbers.figure(point.welfare()),
            Numbers.figure(point.divergenceValue()),
            Numbers.figure(point.revenue()),
            FrontierText.share(concentration.topShare()),
            FrontierText.share(concentration.top10Share()),
            FrontierText.effective(concentration)
        };
    }

    private void meaning() {
        lines.add("");
        wrap(
                "value: what the agents get from the model; welfare: that (× boosts) less λ × divergence; largest,"
                        + " 10 largest: the largest payments' share of the revenue; effective: as many equal payers would"
                        + " concentrate it as much, of "
                        + Numbers.count(frontier.counts().payers(), FrontierText.payer(frontier)) + ".",
                "");
    }

    private void notes() {
        lines.add("");
        frontier.notes().forEach(note -> wrap(Labels.visible(note), "! "));
        wrap(FrontierText.WARNING, "! ");
    }

    private void wrap(String text, String mark) {
        lines.addAll(Labels.wrapped(text, mark, Page.PROSE, Integer.MAX_VALUE));
    }
}
