package dev.candor.report.chart;

import dev.candor.report.text.Labels;
import java.util.List;
import java.util.Locale;

/**
 * Figures ≥ 0 as bars below each other, in SVG. Widths are percentages and text keeps its size, so the chart reads on a
 * phone as on a desk; colours come from the page's style.
 */
public final class BarChart {
    private static final int ROW = 46;
    private static final int TEXT_BASE = 16;
    private static final int BAR_TOP = 23;
    private static final int BAR_HEIGHT = 12;
    public static final int LABEL_COLUMNS = 22;

    private BarChart() {}

    /** One bar: plain text, and a figure ≥ 0 with how it is written in SVG. */
    public record Bar(String label, double size, String written) {}

    /**
     * The chart as SVG.
     *
     * @param id distinguishes the chart's elements on its page
     * @param bars at least one
     */
    public static String render(String id, String title, String description, List<Bar> bars) {
        double largest = bars.stream().mapToDouble(Bar::size).max().orElse(0);
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"chart\" role=\"img\" aria-labelledby=\"")
                .append(id)
                .append("-title ")
                .append(id)
                .append("-desc\" width=\"100%\" height=\"")
                .append(bars.size() * ROW)
                .append("\">\n<title id=\"")
                .append(id)
                .append("-title\">")
                .append(Labels.html(title))
                .append("</title>\n<desc id=\"")
                .append(id)
                .append("-desc\">")
                .append(Labels.html(description))
                .append("</desc>\n");
        for (int k = 0; k < bars.size(); k++) {
            Bar bar = bars.get(k);
            int top = k * ROW;
            double percent = largest > 0 ? 100 * Math.max(0, bar.size()) / largest : 0;
            svg.append("<g><title>")
                    .append(Labels.html(bar.label()))
                    .append("</title>\n")
                    .append(text("0", top, "start", Labels.html(Labels.shortened(bar.label(), LABEL_COLUMNS))))
                    .append(text("100%", top, "end", bar.written()))
                    .append(rect("track", "100", top))
                    .append(rect("bar", String.format(Locale.ROOT, "%.3f", percent), top))
                    .append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static String text(String x, int top, String anchor, String escaped) {
        return "<text x=\"" + x + "\" y=\"" + (top + TEXT_BASE) + "\" text-anchor=\"" + anchor + "\">" + escaped
                + "</text>\n";
    }

    private static String rect(String style, String percent, int top) {
        return "<rect class=\"" + style + "\" x=\"0\" y=\"" + (top + BAR_TOP) + "\" width=\"" + percent
                + "%\" height=\"" + BAR_HEIGHT + "\" rx=\"3\"/>\n";
    }
}
