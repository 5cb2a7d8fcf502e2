package dev.candor.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a study found: tables, curves and what to know of them.
 *
 * @param name of the study, as in necessity
 * @param title one line
 * @param lead what was found, a paragraph in plain words
 * @param settings as they were in effect, in order
 * @param tables every figure
 * @param charts curves and bars, whose figures are also in a table
 * @param notes what the figures rest on, and where they end
 */
public record Study(
        String name,
        String title,
        String lead,
        Map<String, String> settings,
        List<Table> tables,
        List<Figure> charts,
        List<String> notes) {

    public Study {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        tables = List.copyOf(tables);
        charts = List.copyOf(charts);
        notes = List.copyOf(notes);
    }

    /**
     * A table; cells are String, Long or finite Double.
     *
     * @param name of its file, without .csv
     * @param caption what its columns are
     * @param summary whether it is short enough for a terminal
     */
    public record Table(String name, String caption, boolean summary, List<String> header, List<List<Object>> rows) {
        public Table {
            header = List.copyOf(header);
            List<List<Object>> copied = new ArrayList<>();
            for (List<Object> row : rows) {
                if (row.size() != header.size() || !row.stream().allMatch(Table::isCell)) {
                    throw new IllegalArgumentException("table " + name + " cannot hold " + row);
                }
                copied.add(List.copyOf(row));
            }
            rows = Collections.unmodifiableList(copied);
        }

        private static boolean isCell(Object cell) {
            return cell instanceof String
                    || cell instanceof Long
                    || (cell instanceof Double number && Double.isFinite(number));
        }
    }

    /** What is drawn. */
    public sealed interface Figure permits Chart, Bars {
        /** Letters and hyphens. */
        String name();

        String title();

        /** What it shows, in words. */
        String description();
    }

    /** Figures beside each other as bars. */
    public record Bars(String name, String title, String description, List<Bar> bars) implements Figure {
        public Bars {
            bars = List.copyOf(bars);
            if (bars.isEmpty()) {
                throw new IllegalArgumentException("chart " + name + " shows nothing");
            }
        }
    }

    /**
     * One bar.
     *
     * @param size ≥ 0, the longest bar's fills the width
     * @param written the size as it is to be read
     */
    public record Bar(String label, double size, String written) {}

    /**
     * Small plots side by side that share their series.
     *
     * @param name of the chart: letters and hyphens
     * @param series names, in order
     */
    public record Chart(String name, String title, String description, List<String> series, List<Panel> panels)
            implements Figure {
        public Chart {
            series = List.copyOf(series);
            panels = List.copyOf(panels);
            if (series.isEmpty() || panels.isEmpty()) {
                throw new IllegalArgumentException("chart " + name + " shows nothing");
            }
        }
    }

    /**
     * One plot.
     *
     * @param title what y is
     * @param across what x is
     * @param curves of the chart's series, in their order; one may be empty
     */
    public record Panel(String title, String across, List<List<Point>> curves) {
        public Panel {
            curves = curves.stream().map(List::copyOf).toList();
        }
    }

    /** One point of a curve. */
    public record Point(double x, double y) {}
}
