package dev.candor.report.text;

import java.util.ArrayList;
import java.util.List;

/** Text that came from the input (ids, notes), made safe to show: on a terminal and in a page. */
public final class Labels {
    private static final int REPLACEMENT = 0xFFFD;
    private static final String ELLIPSIS = "…";

    private Labels() {}

    /** Control and invisible formatting characters, line separators and lone surrogates become U+FFFD. */
    public static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(point -> isVisible(point) ? point : REPLACEMENT).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** {@link #visible} text with the five characters that mean something in HTML escaped. */
    public static String html(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (char c : visible(text).toCharArray()) {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** {@link #visible} text in at most {@code columns} ≥ 3 terminal columns; what is too long loses its middle. */
    public static String shortened(String text, int columns) {
        String shown = visible(text);
        if (width(shown) <= columns) {
            return shown;
        }
        int[] points = shown.codePoints().toArray();
        int room = columns - 1;
        int head = 0;
        int headWidth = 0;
        while (headWidth + width(points[head]) <= (room + 1) / 2) {
            headWidth += width(points[head++]);
        }
        int tail = points.length;
        int tailWidth = 0;
        while (headWidth + tailWidth + width(points[tail - 1]) <= room) {
            tailWidth += width(points[--tail]);
        }
        return new String(points, 0, head) + ELLIPSIS + new String(points, tail, points.length - tail);
    }

    /** As much of {@code text} as {@code columns} ≥ 1 hold; an ellipsis says that something is missing. */
    public static String cut(String text, int columns) {
        return width(text) <= columns ? text : text.substring(0, fitting(text, columns - 1)) + ELLIPSIS;
    }

    /** Length in chars of the longest prefix that {@code columns} hold. */
    static int fitting(String text, int columns) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            used += width(point);
            if (used > columns) {
                break;
            }
            end += Character.charCount(point);
        }
        return end;
    }

    /**
     * {@code text} in at most {@code most} lines of {@code columns}, broken at spaces; the first begins with
     * {@code mark}, the others are indented under it.
     */
    public static List<String> wrapped(String text, String mark, int columns, int most) {
        List<String> lines = new ArrayList<>();
        String lead = mark;
        String rest = text;
        while (lines.size() + 1 < most && width(lead + rest) > columns) {
            int end = fitting(rest, columns - width(lead));
            int space = rest.lastIndexOf(' ', end);
            end = space > 0 ? space : end;
            lines.add(lead + rest.substring(0, end));
            rest = rest.substring(end).strip();
            lead = " ".repeat(Math.max(2, mark.length()));
        }
        lines.add(cut(lead + rest, columns));
        return lines;
    }

    public static String padRight(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    public static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - width(text))) + text;
    }

    /** Terminal columns that {@code text} takes. */
    public static int width(String text) {
        return text.codePoints().map(Labels::width).sum();
    }

    private static int width(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(point) ? 2 : 1;
    }

    /** East Asian wide and emoji blocks. */
    private static boolean isWide(int point) {
        return point >= 0x1100
                && (point <= 0x115F
                        || (point >= 0x2E80 && point <= 0xA4CF)
                        || (point >= 0xAC00 && point <= 0xD7A3)
                        || (point >= 0xF900 && point <= 0xFAFF)
                        || (point >= 0xFE30 && point <= 0xFE6F)
                        || (point >= 0xFF00 && point <= 0xFF60)
                        || (point >= 0xFFE0 && point <= 0xFFE6)
                        || (point >= 0x1F300 && point <= 0x1FAFF)
                        || (point >= 0x20000 && point <= 0x3FFFD));
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
