package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.report.chart.Axis;
import dev.candor.report.chart.ChartLegend;
import dev.candor.report.chart.PlotArea;
import dev.candor.report.chart.Svg;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The frontier as one SVG that stands alone: on top what λ is chosen from, value against divergence; below it six
 * figures against λ. The same points give the same bytes.
 */
public final class FrontierChart {
    static final int WIDTH = 960;
    private static final int LEFT = 66;
    private static final int LEGEND_ROW = 22;
    private static final int TRADE_OFF_HEIGHT = 300;
    private static final int COLUMNS = 3;
    private static final int PANEL_WIDTH = 232;
    private static final int PANEL_HEIGHT = 150;
    private static final int PANEL_ACROSS = 318;
    private static final int PANEL_DOWN = 240;

    private final Frontier frontier;
    private final Svg svg = new Svg();
    private final Axis lambda;
    private int panels;

    private FrontierChart(Frontier frontier) {
        this.frontier = frontier;
        List<Double> lambdas = new ArrayList<>();
        frontier.points().forEach(point -> lambdas.add(point.lambda()));
        this.lambda = Axis.logarithmic(lambdas);
    }

    /** The {@code svg} element; a file of its own, or part of a page. */
    public static String render(Frontier frontier) {
        FrontierChart chart = new FrontierChart(frontier);
        double top =
                new ChartLegend(frontier.curves().keySet(), chart.svg).draw(LEFT, LEGEND_ROW, WIDTH - 2 * LEFT) + 44;
        new TradeOffPlot(frontier, LEFT, top, WIDTH - 2 * LEFT + 24, TRADE_OFF_HEIGHT, chart.svg).draw();
        chart.panels(top + TRADE_OFF_HEIGHT + 92);
        return chart.document(top + TRADE_OFF_HEIGHT + 92 + PANEL_DOWN + PANEL_HEIGHT + 48);
    }

    private void panels(double top) {
        SweepPanel utility =
                panel(top, FrontierPoint::totalValue, FrontierPoint::welfare, FrontierPoint::referenceWelfare);
        utility.axes("Value ●, welfare ○, in reward × weight");
        utility.reference();
        utility.hollow(FrontierPoint::welfare);
        utility.filled(FrontierPoint::totalValue);
        single(top, "Divergence D, in its unit", FrontierPoint::divergenceValue);
        single(top, "Revenue Σ p, in reward × weight", FrontierPoint::revenue);
        single(
                top,
                "Largest payment, % of revenue",
                point -> 100 * point.concentration().topShare());
        single(
                top,
                "Ten largest, % of revenue",
                point -> 100 * point.concentration().top10Share());
        single(top, "Effective payers", point -> point.concentration().effectivePayers());
    }

    private void single(double top, String title, ToDoubleFunction<FrontierPoint> figure) {
        SweepPanel panel = panel(top, figure);
        panel.axes(title);
        panel.filled(figure);
    }

    /** The next panel, its y axis wide enough for all {@code figures}. */
    @SafeVarargs
    private SweepPanel panel(double top, ToDoubleFunction<FrontierPoint>... figures) {
        List<Double> values = new ArrayList<>();
        for (ToDoubleFunction<FrontierPoint> figure : figures) {
            frontier.points().forEach(point -> values.add(figure.applyAsDouble(point)));
        }
        int row = panels / COLUMNS;
        int column = panels % COLUMNS;
        panels++;
        PlotArea plot = new PlotArea(
                LEFT + column * PANEL_ACROSS,
                top + row * PANEL_DOWN,
                PANEL_WIDTH,
                PANEL_HEIGHT,
                lambda,
                Axis.of(values));
        return new SweepPanel(frontier, plot, svg);
    }

    private String document(double height) {
        return Svg.document(
                "frontier", "Frontier of welfare, divergence and revenue over λ", description(), WIDTH, height, svg);
    }

    private String description() {
        FrontierPoint first = frontier.points().get(0);
        return FrontierText.headline(frontier) + ". The plot on top shows value against divergence, from "
                + first.divergence() + " at λ = " + Numbers.shortFigure(first.lambda())
                + " on; six plots below show value and welfare, divergence, revenue, and how few pay it, against λ."
                + " The table has every figure.";
    }
}
