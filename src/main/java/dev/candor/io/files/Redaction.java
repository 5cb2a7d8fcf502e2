package dev.candor.io.files;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Blanks secrets before anything is printed: by their keys, inside URIs, and wherever a known one is repeated. */
public final class Redaction {
    /** A shorter value would blank what merely looks like it. */
    private static final int LEAST_LENGTH = 5;

    private static final String SPARKS = "spark.redaction.regex";

    private final Pattern also;
    private final List<String> known;

    private Redaction(Pattern also, List<String> known) {
        this.also = also;
        this.known = known;
    }

    /** Of the secrets among these settings; a {@code spark.redaction.regex} among them marks more, never fewer. */
    public static Redaction of(Map<String, String> settings) {
        Pattern also = settings.entrySet().stream()
                .filter(setting -> setting.getKey().endsWith(SPARKS))
                .map(setting -> compiled(setting.getValue()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        Redaction byKey = new Redaction(also, List.of());
        List<String> known = settings.entrySet().stream()
                .filter(setting -> byKey.isSecret(setting.getKey()))
                .map(Map.Entry::getValue)
                .filter(value -> value.length() >= LEAST_LENGTH && !value.matches("true|false|[0-9.]+"))
                .distinct()
                .toList();
        return new Redaction(also, known);
    }

    private static Pattern compiled(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException notOurs) {
            return null;
        }
    }

    private boolean isSecret(String key) {
        return !key.endsWith(SPARKS) && (Secrets.isSecret(key) || marked(key));
    }

    private boolean marked(String text) {
        return also != null && also.matcher(text).find();
    }

    /** Settings as they may be shown. */
    public NavigableMap<String, String> shown(Map<String, String> settings) {
        NavigableMap<String, String> redacted = new TreeMap<>();
        settings.forEach((key, value) -> redacted.put(key, value(key, value)));
        return redacted;
    }

    /** The value of {@code key} as it may be shown. */
    public String value(String key, String value) {
        boolean blank = isSecret(key) || (!key.endsWith(SPARKS) && marked(value));
        return blank ? Secrets.BLANK : text(Secrets.inText(value));
    }

    /** Any text as it may be shown. */
    public String text(String text) {
        String shown = text;
        for (String secret : known) {
            shown = shown.replace(secret, Secrets.BLANK);
        }
        return Secrets.inUris(shown);
    }

    /** A message, which may quote a command line. */
    public String message(String text) {
        return Secrets.inText(text(text));
    }
}
