package dev.candor.report.chart;

import dev.candor.report.text.Labels;
import java.util.Collection;
import java.util.List;

/** Which curve is which series: a sample of each with its name, in rows. */
public final class ChartLegend {
    private static final double SAMPLE = 34;
    private static final double CHARACTER = 7.4;
    private static final double BETWEEN = 26;
    private static final double ROW = 20;
    private static final int LONGEST = 24;

    private final Collection<String> names;
    private final Svg svg;

    public ChartLegend(Collection<String> names, Svg svg) {
        this.names = names;
        this.svg = svg;
    }

    /** Draws it from {@code left} on, its first row around {@code top}; returns where its last row lies. */
    public double draw(double left, double top, double width) {
        double x = left;
        double y = top;
        int index = 0;
        for (String whole : names) {
            String name = Labels.shortened(whole, LONGEST);
            double length = SAMPLE + 6 + CHARACTER * Labels.width(name);
            if (x > left && x + length > left + width) {
                x = left;
                y += ROW;
            }
            SeriesStyle style = SeriesStyle.of(index++);
            style.curve(svg, List.of(new double[] {x, y}, new double[] {x + SAMPLE, y}), 1.8);
            style.filled(svg, x + SAMPLE / 2, y, 4, whole);
            svg.text("ink", x + SAMPLE + 6, y + 4, "start", 13, name);
            x += length + BETWEEN;
        }
        return y;
    }
}
