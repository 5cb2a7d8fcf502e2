package dev.candor.report.study;

import dev.candor.model.Study;
import dev.candor.model.Study.Panel;
import dev.candor.model.Study.Point;
import dev.candor.report.chart.Axis;
import dev.candor.report.chart.ChartLegend;
import dev.candor.report.chart.PlotArea;
import dev.candor.report.chart.SeriesStyle;
import dev.candor.report.chart.Svg;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.List;

/** A chart of a study as SVG: its legend, then its panels, three in a row. */
final class StudyChart {
    private static final int WIDTH = 960;
    private static final int LEFT = 66;
    private static final int TOP = 22;
    private static final int COLUMNS = 3;
    private static final int PANEL_WIDTH = 232;
    private static final int PANEL_HEIGHT = 170;
    private static final int ACROSS = 318;
    private static final int DOWN = 262;
    private static final int FEW = 12;

    private StudyChart() {}

    static String render(Study.Chart chart) {
        Svg svg = new Svg();
        double top = new ChartLegend(chart.series(), svg).draw(LEFT, TOP, WIDTH - 2 * LEFT) + 48;
        int rows = (chart.panels().size() + COLUMNS - 1) / COLUMNS;
        for (int k = 0; k < chart.panels().size(); k++) {
            panel(chart, chart.panels().get(k), LEFT + k % COLUMNS * ACROSS, top + k / COLUMNS * DOWN, svg);
        }
        return Svg.document(
                chart.name(),
                chart.title(),
                chart.description(),
                WIDTH,
                top + rows * DOWN - DOWN + PANEL_HEIGHT + 48,
                svg);
    }

    private static void panel(Study.Chart chart, Panel panel, double left, double top, Svg svg) {
        List<Double> across = new ArrayList<>();
        List<Double> up = new ArrayList<>();
        panel.curves()
                .forEach(curve -> curve.forEach(point -> {
                    across.add(point.x());
                    up.add(point.y());
                }));
        PlotArea plot = new PlotArea(left, top, PANEL_WIDTH, PANEL_HEIGHT, Axis.of(across), Axis.of(up));
        plot.draw(svg, panel.title(), panel.across() + plot.x().scale());
        for (int s = 0; s < panel.curves().size(); s++) {
            curve(chart.series().get(s), panel.curves().get(s), SeriesStyle.of(s), plot, svg);
        }
    }

    private static void curve(String name, List<Point> curve, SeriesStyle style, PlotArea plot, Svg svg) {
        style.curve(
                svg,
                plot.pixels(curve.stream()
                        .map(point -> new double[] {point.x(), point.y()})
                        .toList()),
                1.8);
        int every = Math.max(1, curve.size() / FEW);
        for (int k = 0; k < curve.size(); k += every) {
            Point point = curve.get(k);
            String tooltip = name + ", " + Numbers.typeset(Numbers.shortFigure(point.x())) + ": "
                    + Numbers.typeset(Numbers.shortFigure(point.y()));
            style.filled(svg, plot.across(point.x()), plot.down(point.y()), 3, tooltip);
        }
    }
}
