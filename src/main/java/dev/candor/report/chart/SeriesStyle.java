package dev.candor.report.chart;

import dev.candor.report.text.Explanation;
import dev.candor.report.text.Labels;
import java.util.List;

/**
 * How the curve of one divergence is drawn. Colour, dash and marker each tell the curves apart, so that the chart can
 * be read in greyscale and by the colour-blind (colours of Okabe and Ito, 2008).
 */
public enum SeriesStyle {
    CIRCLE("#0072b2", "", "M-1,0A1,1 0 1,1 1,0A1,1 0 1,1 -1,0Z"),
    SQUARE("#d55e00", "7 3", "M-0.9,-0.9H0.9V0.9H-0.9Z"),
    TRIANGLE("#009e73", "2 2.5", "M0,-1.2L1.1,0.8H-1.1Z"),
    DIAMOND("#b0578d", "9 3 2 3", "M0,-1.3L1.3,0L0,1.3L-1.3,0Z"),
    FALLING("#c98a00", "4 2", "M0,1.2L1.1,-0.8H-1.1Z"),
    PENTAGON("#3f9fd6", "12 4", "M0,-1.2L1.14,-0.37L0.7,0.97H-0.7L-1.14,-0.37Z"),
    BAR("#6b6b6b", "2 2 7 2", "M-1.3,-0.55H1.3V0.55H-1.3Z");

    private final String colour;
    private final String dash;
    /** Around the origin, of radius about 1. */
    private final String marker;

    SeriesStyle(String colour, String dash, String marker) {
        this.colour = colour;
        this.dash = dash;
        this.marker = marker;
    }

    /** The style of the {@code index}-th curve; the eighth looks like the first. */
    public static SeriesStyle of(int index) {
        return values()[index % values().length];
    }

    /** A curve through points as x, y; nothing for a single one. */
    public void curve(Svg svg, List<double[]> points, double width) {
        if (points.size() > 1) {
            StringBuilder path = new StringBuilder();
            points.forEach(point -> path.append(path.isEmpty() ? "" : " ")
                    .append(Svg.at(point[0]))
                    .append(',')
                    .append(Svg.at(point[1])));
            svg.raw("<polyline class=\"" + style() + "\" points=\"" + path + "\" fill=\"none\" stroke=\"" + colour
                    + "\" stroke-width=\"" + width + "\" stroke-linejoin=\"round\"" + dashes() + "/>");
        }
    }

    /**
     * Draws a filled marker.
     *
     * @param tooltip plain text shown over the marker
     */
    public void filled(Svg svg, double x, double y, double radius, String tooltip) {
        mark(svg, x, y, radius, colour, tooltip);
    }

    public void hollow(Svg svg, double x, double y, double radius, String tooltip) {
        mark(svg, x, y, radius, "#ffffff", tooltip);
    }

    private void mark(Svg svg, double x, double y, double radius, String fill, String tooltip) {
        String kind = fill.equals(colour) ? "filled " : "hollow ";
        svg.raw("<path class=\"" + kind + style() + "\" transform=\"translate(" + Svg.at(x) + "," + Svg.at(y)
                + ") scale(" + Svg.at(radius) + ")\" d=\"" + marker + "\" fill=\"" + fill + "\" stroke=\"" + colour
                + "\" stroke-width=\"1.4\" vector-effect=\"non-scaling-stroke\"><title>" + Labels.html(tooltip)
                + "</title></path>");
    }

    private String style() {
        return "series " + Explanation.name(this);
    }

    private String dashes() {
        return dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"";
    }
}
