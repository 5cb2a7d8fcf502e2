package dev.candor.bench;

import java.util.ArrayList;
import java.util.List;

/** A table of fixed-width text: the first column to the left, the others to the right. */
final class TextColumns {
    private final List<String[]> lines = new ArrayList<>();

    TextColumns(String... header) {
        lines.add(header.clone());
    }

    /** @param cells one a column */
    TextColumns row(String... cells) {
        if (cells.length != lines.get(0).length) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + lines.get(0).length);
        }
        lines.add(cells.clone());
        return this;
    }

    /** The table, every line ended by a line feed. */
    String render() {
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder row = new StringBuilder();
            for (int column = 0; column < line.length; column++) {
                String padding = " ".repeat(width(column) - line[column].length());
                row.append(column == 0 ? line[column] + padding : "  " + padding + line[column]);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return lines.stream().mapToInt(line -> line[column].length()).max().orElseThrow();
    }
}
