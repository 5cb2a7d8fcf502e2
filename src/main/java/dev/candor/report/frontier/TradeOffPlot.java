package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.report.chart.Axis;
import dev.candor.report.chart.PlotArea;
import dev.candor.report.chart.PointLabels;
import dev.candor.report.chart.SeriesStyle;
import dev.candor.report.chart.Svg;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is given up for what: divergence across, value up, λ beside the points. */
final class TradeOffPlot {
    /** Curves whose farthest points differ more than this would not share an axis of equal differences. */
    private static final double INCOMPARABLE = 20;

    private final Frontier frontier;
    private final PlotArea plot;
    private final Svg svg;

    TradeOffPlot(Frontier frontier, double left, double top, double width, double height, Svg svg) {
        this.frontier = frontier;
        this.svg = svg;
        List<Double> values = new ArrayList<>();
        frontier.points().forEach(point -> values.add(point.totalValue()));
        this.plot = new PlotArea(left, top, width, height, across(frontier), Axis.spread(values));
    }

    void draw() {
        plot.draw(
                svg,
                "Value Σ w v(π*), in reward × weight; the numbers beside the points are λ",
                "divergence D(π* ‖ π0) from the reference model, in the unit of D"
                        + plot.x().scale());
        PointLabels labels = new PointLabels(plot);
        int index = 0;
        for (List<FrontierPoint> curve : frontier.curves().values()) {
            draw(curve, SeriesStyle.of(index++), labels);
        }
        frontier.curves().values().forEach(labels::place);
        labels.draw(svg);
    }

    private void draw(List<FrontierPoint> curve, SeriesStyle style, PointLabels labels) {
        List<double[]> pairs = new ArrayList<>();
        curve.forEach(point -> pairs.add(new double[] {point.divergenceValue(), point.totalValue()}));
        List<double[]> pixels = plot.pixels(pairs);
        style.curve(svg, pixels, 1.8);
        labels.avoid(pixels);
        for (int i = 0; i < curve.size(); i++) {
            style.filled(
                    svg, pixels.get(i)[0], pixels.get(i)[1], SweepPanel.radius(frontier) + 0.6, name(curve.get(i)));
        }
    }

    private static String name(FrontierPoint point) {
        return point.divergence() + ", λ = " + Numbers.typeset(Numbers.shortFigure(point.lambda())) + ": value "
                + Numbers.typeset(point.totalValue()) + " at divergence " + Numbers.typeset(point.divergenceValue());
    }

    private static Axis across(Frontier frontier) {
        List<Double> divergences = new ArrayList<>();
        frontier.points().forEach(point -> divergences.add(point.divergenceValue()));
        return comparable(frontier.curves().values()) ? Axis.spread(divergences) : Axis.of(divergences);
    }

    private static boolean comparable(Collection<List<FrontierPoint>> curves) {
        double[] farthest = curves.stream()
                .mapToDouble(curve -> curve.stream()
                        .mapToDouble(FrontierPoint::divergenceValue)
                        .max()
                        .orElse(0))
                .filter(most -> most > 0)
                .sorted()
                .toArray();
        return farthest.length < 2 || farthest[farthest.length - 1] / farthest[0] <= INCOMPARABLE;
    }
}
