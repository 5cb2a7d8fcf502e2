package dev.candor.job;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Blanks secrets before anything is printed. */
final class Redaction {
    private static final String BLANK = "(redacted)";
    private static final Pattern SECRET_KEY =
            Pattern.compile("password|passwd|secret|token|credential|access[._-]?key", Pattern.CASE_INSENSITIVE);

    /** {@code s3a://key:secret@bucket}: Hadoop allows it, logs should not show it. */
    private static final Pattern URI_CREDENTIALS = Pattern.compile("(?<=://)[^/@\\s]+:[^/@\\s]+(?=@)");

    private Redaction() {}

    static NavigableMap<String, String> of(Map<String, String> settings) {
        NavigableMap<String, String> redacted = new TreeMap<>();
        settings.forEach((key, value) -> redacted.put(key, value(key, value)));
        return redacted;
    }

    /** The value of {@code key} as it may be shown. */
    static String value(String key, String value) {
        return SECRET_KEY.matcher(key).find()
                ? BLANK
                : URI_CREDENTIALS.matcher(value).replaceAll(BLANK);
    }
}
