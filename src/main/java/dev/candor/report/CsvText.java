package dev.candor.report;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.List;

/** CSV as this project writes it (RFC 4180): a header, then the rows, lines ended by CR LF as the standard has it. */
final class CsvText {
    private static final String LINE_END = "\r\n";

    private CsvText() {}

    /** @param rows cells that are {@link #quoted} where they need it */
    static String render(List<String> header, List<List<String>> rows) {
        StringBuilder csv = new StringBuilder(String.join(",", header)).append(LINE_END);
        rows.forEach(row -> csv.append(String.join(",", row)).append(LINE_END));
        return csv.toString();
    }

    /** The digits that bring back the same double, the same on every Java. */
    static String number(double value) {
        return NumberOutput.toString(value, true);
    }

    static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
