package dev.candor.io.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not be shown: values of settings whose key says so, and what hides inside URIs and command lines. Keys are
 * those of Spark's {@code spark.redaction.regex} and Hadoop's {@code hadoop.security.sensitive-config-keys} and more,
 * wherever in the key the word stands: {@code fs.azure.account.key.ACCOUNT} ends in a name.
 */
public final class Secrets {
    /** In place of a secret. */
    public static final String BLANK = "(redacted)";

    /** Words, and parts of a dotted key, that mark a secret; in Java's and Spark's syntax. */
    public static final String KEY = "(?i)secret|passw|passphrase|passcode|token|credential|jaas"
            + "|(access|account|api|private|shared|session|storage|master|signing|encryption|encrypt|hmac|auth)[._-]?keys?"
            + "|\\boauth2?\\b|(?<![a-z0-9])(pass|pwd|pin|sas|sig|signature|key)(?![a-z0-9])|[._-]keys?$";

    private static final Pattern SECRET_KEY = Pattern.compile(KEY);

    /** {@code s3a://key:secret@bucket}; what is one word, as in {@code abfs://container@account}, is no secret. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s:]*:[^/@\\s]*@");

    /** {@code ?sig=…}, {@code &X-Amz-Signature=…}, {@code ;password=…}. */
    private static final Pattern PARAMETER = Pattern.compile("(?i)(?<=[?&;])([\\w.%-]*"
            + "(?:sig|signature|token|passw|pwd|secret|key|credential|sas)[\\w.%-]*=)[^&;,\\s'\"<>]*");

    /** {@code fs.azure.account.key.x=…}: a dotted key, then its value. */
    private static final Pattern ASSIGNMENT =
            Pattern.compile("((?:[\\w-]+\\.)+[\\w-]+)(\\s*[=:]\\s*)(\"[^\"]*\"|'[^']*'|[^\\s,;'\"]+)");

    private Secrets() {}

    /** Whether what is set under {@code key} is a secret. */
    public static boolean isSecret(String key) {
        return SECRET_KEY.matcher(key).find();
    }

    /** {@code text} without secrets inside URIs. */
    public static String inUris(String text) {
        return text.indexOf(':') < 0 && text.indexOf('=') < 0
                ? text
                : PARAMETER
                        .matcher(USER_INFO.matcher(text).replaceAll(BLANK + "@"))
                        .replaceAll("$1" + BLANK);
    }

    /** A path without user and password, and with other secrets blanked: fit to be kept, and where there were none, to be read by. */
    static String stripped(String path) {
        return inUris(USER_INFO.matcher(path).replaceFirst(""));
    }

    /** {@link #inUris} without values of secret keys either, as a command line or a message quotes them. */
    public static String inText(String text) {
        return ASSIGNMENT
                .matcher(inUris(text))
                .replaceAll(found -> Matcher.quoteReplacement(
                        isSecret(found.group(1)) ? found.group(1) + found.group(2) + BLANK : found.group()));
    }
}
