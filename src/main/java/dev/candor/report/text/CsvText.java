package dev.candor.report.text;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.List;

/** CSV as this project writes it (RFC 4180): a header, then the rows, lines ended by CR LF as the standard has it. */
public final class CsvText {
    private static final String LINE_END = "\r\n";

    private CsvText() {}

    /**
     * A CSV text with its header.
     *
     * @param rows cells that are {@link #quoted} where they need it
     */
    public static String render(List<String> header, List<List<String>> rows) {
        StringBuilder csv = new StringBuilder(String.join(",", header)).append(LINE_END);
        rows.forEach(row -> csv.append(String.join(",", row)).append(LINE_END));
        return csv.toString();
    }

    /** The digits that bring back the same double, the same on every Java. */
    public static String number(double value) {
        return NumberOutput.toString(value, true);
    }

    public static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
