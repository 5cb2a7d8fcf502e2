package dev.candor.report.chart;

import java.util.List;

/**
 * The rectangle between two axes: where a pair of values lies, in pixels, and the frame, grid, ticks and titles around.
 *
 * @param left pixels from the left of the chart to the y axis
 * @param top pixels from its top to the top of the plot
 */
public record PlotArea(double left, double top, double width, double height, Axis x, Axis y) {
    private static final int TICK = 11;
    private static final int TITLE = 12;
    private static final double TITLE_ABOVE = 12;

    public double across(double value) {
        return left + width * x.position(value);
    }

    public double down(double value) {
        return top + height * (1 - y.position(value));
    }

    double right() {
        return left + width;
    }

    double bottom() {
        return top + height;
    }

    /** Grid, ticks and frame; the title above says what y is, the one below what x is. */
    public void draw(Svg svg, String yTitle, String xTitle) {
        for (double tick : y.ticks()) {
            svg.line("grid", Svg.GRID, left, down(tick), right(), down(tick), "");
            svg.text("quiet", left - 7, down(tick) + 4, "end", TICK, y.label(tick));
        }
        for (double tick : x.ticks()) {
            svg.line("axis", Svg.QUIET, across(tick), bottom(), across(tick), bottom() + 4, "");
            svg.text("quiet", across(tick), bottom() + 17, "middle", TICK, x.label(tick));
        }
        svg.line("axis", Svg.QUIET, left, top, left, bottom(), "");
        svg.line("axis", Svg.QUIET, left, bottom(), right(), bottom(), "");
        svg.title(left, top - TITLE_ABOVE, yTitle + y.scale());
        svg.text("ink", left + width / 2, bottom() + 34, "middle", TITLE, xTitle);
    }

    /** A level line across the plot, with its name at the left end above it. */
    public void level(Svg svg, double value, String name) {
        svg.line("axis", Svg.QUIET, left, down(value), right(), down(value), " stroke-dasharray=\"1 3\"");
        svg.text("quiet", left + 4, down(value) - 5, "start", TICK, name);
    }

    /** Pixels of pairs of values. */
    public List<double[]> pixels(List<double[]> values) {
        return values.stream()
                .map(pair -> new double[] {across(pair[0]), down(pair[1])})
                .toList();
    }
}
