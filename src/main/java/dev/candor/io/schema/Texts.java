package dev.candor.io.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** How the text of input rows is ordered and shown. */
public final class Texts {
    /** The order of UTF-8 bytes, which is Spark's. */
    public static final Comparator<String> UTF8_ORDER = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private static final int SHOWN_CHARACTERS = 200;

    private Texts() {}

    /** On one line, without control characters (a terminal would obey them), cut after 200 characters. */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(SHOWN_CHARACTERS).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.codePoints().count() > SHOWN_CHARACTERS ? shown.append(" …").toString() : shown.toString();
    }
}
