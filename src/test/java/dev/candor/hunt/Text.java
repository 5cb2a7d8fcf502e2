package dev.candor.hunt;

import java.util.ArrayList;
import java.util.List;

/** CSV by RFC 4180, read character by character. */
final class Text {
    private Text() {}

    /** Records as cells, the header first; blank lines are none. */
    static List<List<String>> csv(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    cell.append(c);
                    at++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',') {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (c == '\n') {
                end(records, cells, cell);
            } else {
                cell.append(c);
            }
        }
        end(records, cells, cell);
        return records;
    }

    private static void end(List<List<String>> records, List<String> cells, StringBuilder cell) {
        if (!cells.isEmpty() || !cell.isEmpty()) {
            cells.add(cell.toString());
            records.add(new ArrayList<>(cells));
        }
        cells.clear();
        cell.setLength(0);
    }
}
