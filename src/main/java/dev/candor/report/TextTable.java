package dev.candor.report;

import java.util.ArrayList;
import java.util.List;

/** A table of fixed-width text: names to the left, numbers with their decimal points below each other. */
final class TextTable {
    private static final String GAP = "  ";
    private static final int LONGEST_NAME = 36;
    private static final int SHORTEST_NAME = 8;

    private final String[] header;
    private final List<String[]> rows = new ArrayList<>();

    /** @param header the name column, then the number columns */
    TextTable(String... header) {
        this.header = header.clone();
    }

    /** @param cells one a column */
    void row(String... cells) {
        rows.add(cells.clone());
    }

    /** Header and rows in at most {@code columns}: the names give way, by losing their middle. */
    List<String> lines(String indent, int columns) {
        List<List<String>> numbers = new ArrayList<>();
        int taken = indent.length();
        for (int column = 1; column < header.length; column++) {
            List<String> cells = aligned(column);
            numbers.add(cells);
            taken += GAP.length() + Labels.width(cells.get(0));
        }
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

    private int longestName() {
        int longest = Labels.width(header[0]);
        for (String[] row : rows) {
            longest = Math.max(longest, Labels.width(row[0]));
        }
        return Math.min(longest, LONGEST_NAME);
    }

    /** The header and cells of a number column, all of one width. */
    private List<String> aligned(int column) {
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

    private static int point(String number) {
        int point = number.indexOf('.');
        return point < 0 ? number.length() : point;
    }
}
