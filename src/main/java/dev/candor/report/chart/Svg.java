package dev.candor.report.chart;

import dev.candor.report.text.Labels;
import java.util.Locale;

/**
 * SVG, element by element. Colours are attributes, so that a file stands alone; each element has a class too, by which
 * a page may restyle it. Coordinates have two decimals, the same on every machine.
 */
public final class Svg {
    static final String INK = "#1b1f24";
    static final String QUIET = "#59616b";
    static final String GRID = "#e3e7eb";

    private final StringBuilder elements = new StringBuilder(32_768);

    /** @param escaped attributes and content are SVG already */
    void raw(String escaped) {
        elements.append(escaped).append('\n');
    }

    void line(String style, String stroke, double x1, double y1, double x2, double y2, String attributes) {
        raw("<line class=\"" + style + "\" x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\""
                + at(y2) + "\" stroke=\"" + stroke + "\"" + attributes + "/>");
    }

    void text(String style, double x, double y, String anchor, int size, String plain) {
        String fill = style.equals("quiet") ? QUIET : INK;
        raw("<text class=\"" + style + "\" x=\"" + at(x) + "\" y=\"" + at(y) + "\" text-anchor=\"" + anchor
                + "\" font-size=\"" + size + "\" fill=\"" + fill + "\">" + Labels.html(plain) + "</text>");
    }

    void title(double x, double y, String plain) {
        raw("<text class=\"ink\" x=\"" + at(x) + "\" y=\"" + at(y)
                + "\" text-anchor=\"start\" font-size=\"13\" font-weight=\"600\" fill=\"" + INK + "\">"
                + Labels.html(plain) + "</text>");
    }

    /**
     * The {@code svg} element; a file of its own, or part of a page.
     *
     * @param name letters and hyphens, one a page
     * @param title what a reader without sight hears first, then {@code description}
     */
    public static String document(
            String name, String title, String description, int width, double height, Svg elements) {
        String size = at(height);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"frontier\" role=\"img\""
                + " aria-labelledby=\"" + name + "-title " + name + "-desc\" width=\"" + width + "\" height=\"" + size
                + "\" viewBox=\"0 0 " + width + " " + size
                + "\" font-family=\"'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif\">\n"
                + "<title id=\"" + name + "-title\">" + Labels.html(title) + "</title>\n"
                + "<desc id=\"" + name + "-desc\">" + Labels.html(description) + "</desc>\n"
                + "<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" + elements + "</svg>\n";
    }

    /** Two decimals; no negative zero. */
    static String at(double coordinate) {
        if (!Double.isFinite(coordinate)) {
            throw new IllegalArgumentException("a coordinate must be finite, but is " + coordinate);
        }
        String text = String.format(Locale.ROOT, "%.2f", coordinate);
        return text.equals("-0.00") ? "0.00" : text;
    }

    @Override
    public String toString() {
        return elements.toString();
    }
}
