package dev.candor.report.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A table of fixed-width text: names to the left, numbers with their decimal points below each other. */
public final class TextTable {
    private static final String GAP = "  ";
    private static final int LONGEST_NAME = 36;
    private static final int SHORTEST_NAME = 8;

    private final String[] header;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * A table with this header.
     *
     * @param header the name column, then the number columns
     */
    public TextTable(String... header) {
        this.header = header.clone();
    }

    /**
     * Adds a row.
     *
     * @param cells one a column
     */
    public void row(String... cells) {
        rows.add(cells.clone());
    }

    /**
     * Header and rows in at most {@code columns}: the names give way, by losing their middle; where that is not
     * enough, numbers stand with their ends below each other.
     */
    public List<String> lines(String indent, int columns) {
        List<List<String>> numbers = numbers(this::byPoint);
        if (taken(numbers) + indent.length() + SHORTEST_NAME > columns) {
            numbers = numbers(this::byEnd);
        }
        int taken = indent.length() + taken(numbers);
        int names = Math.max(SHORTEST_NAME, Math.min(longestName(), columns - taken));
        List<String> lines = new ArrayList<>();
        for (int line = 0; line <= rows.size(); line++) {
            String name = line == 0 ? header[0] : Labels.shortened(rows.get(line - 1)[0], names);
            StringBuilder text = new StringBuilder(indent).append(Labels.padRight(name, names));
            for (List<String> cells : numbers) {
                text.append(GAP).append(cells.get(line));
            }
            lines.add(Labels.cut(text.toString().stripTrailing(), columns));
        }
        return lines;
    }

    private List<List<String>> numbers(IntFunction<List<String>> aligned) {
        return IntStream.range(1, header.length).mapToObj(aligned).toList();
    }

    private static int taken(List<List<String>> numbers) {
        return numbers.stream()
                .mapToInt(cells -> GAP.length() + Labels.width(cells.get(0)))
                .sum();
    }

    private int longestName() {
        int longest = Labels.width(header[0]);
        for (String[] row : rows) {
            longest = Math.max(longest, Labels.width(row[0]));
        }
        return Math.min(longest, LONGEST_NAME);
    }

    /** The header and cells of a number column, all of one width, decimal points below each other. */
    private List<String> byPoint(int column) {
        int whole = 0;
        int fraction = 0;
        for (String[] row : rows) {
            whole = Math.max(whole, point(row[column]));
            fraction = Math.max(fraction, row[column].length() - point(row[column]));
        }
        int width = Math.max(whole + fraction, header[column].length());
        List<String> cells = new ArrayList<>();
        cells.add(Labels.padLeft(header[column], width));
        for (String[] row : rows) {
            String cell = Labels.padLeft("", whole - point(row[column])) + row[column];
            cells.add(Labels.padLeft(Labels.padRight(cell, whole + fraction), width));
        }
        return cells;
    }

    /** The same, ends below each other. */
    private List<String> byEnd(int column) {
        List<String> cells = new ArrayList<>();
        cells.add(header[column]);
        rows.forEach(row -> cells.add(row[column]));
        int width = cells.stream().mapToInt(Labels::width).max().orElse(0);
        cells.replaceAll(cell -> Labels.padLeft(cell, width));
        return cells;
    }

    private static int point(String number) {
        int point = number.indexOf('.');
        return point < 0 ? number.length() : point;
    }
}
