package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.report.chart.PlotArea;
import dev.candor.report.chart.SeriesStyle;
import dev.candor.report.chart.Svg;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One figure of the settlements against λ: a small plot, a curve a divergence. */
final class SweepPanel {
    private static final int FEW = 12;
    private static final int MANY = 25;

    private final Frontier frontier;
    private final PlotArea plot;
    private final Svg svg;

    SweepPanel(Frontier frontier, PlotArea plot, Svg svg) {
        this.frontier = frontier;
        this.plot = plot;
        this.svg = svg;
    }

    /** Markers give way to the curve where there are many. */
    static double radius(Frontier frontier) {
        int most =
                frontier.curves().values().stream().mapToInt(List::size).max().orElse(0);
        return most <= FEW ? 3.4 : most <= MANY ? 2.4 : 1.6;
    }

    void axes(String title) {
        plot.draw(svg, title, "λ, in reward × weight" + plot.x().scale());
    }

    /** The level of the reference model. */
    void reference() {
        plot.level(svg, frontier.points().get(0).referenceWelfare(), "reference model");
    }

    /** A curve a divergence, through filled markers. */
    void filled(ToDoubleFunction<FrontierPoint> figure) {
        curves(figure, 1.8, SeriesStyle::filled);
    }

    /** The same, thinner, through hollow markers: a second figure of the same unit. */
    void hollow(ToDoubleFunction<FrontierPoint> figure) {
        curves(figure, 1, SeriesStyle::hollow);
    }

    private interface Mark {
        void draw(SeriesStyle style, Svg svg, double x, double y, double radius, String tooltip);
    }

    private void curves(ToDoubleFunction<FrontierPoint> figure, double width, Mark mark) {
        int index = 0;
        for (List<FrontierPoint> curve : frontier.curves().values()) {
            SeriesStyle style = SeriesStyle.of(index++);
            List<double[]> pairs = new ArrayList<>();
            curve.forEach(point -> pairs.add(new double[] {point.lambda(), figure.applyAsDouble(point)}));
            style.curve(svg, plot.pixels(pairs), width);
            for (FrontierPoint point : curve) {
                double value = figure.applyAsDouble(point);
                mark.draw(
                        style,
                        svg,
                        plot.across(point.lambda()),
                        plot.down(value),
                        radius(frontier),
                        tooltip(point, value));
            }
        }
    }

    private static String tooltip(FrontierPoint point, double value) {
        return point.divergence() + ", λ = " + Numbers.typeset(Numbers.shortFigure(point.lambda())) + ": "
                + Numbers.typeset(value);
    }
}
