package dev.candor.io;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One file that a run reads.
 *
 * @param path where it lies; a user and password inside the URI are left out
 * @param bytes its length
 * @param modifiedMillis its modification time, milliseconds since 1970-01-01 UTC
 * @param sha256 of its content, 64 lower-case hexadecimal digits
 */
public record InputFile(String path, long bytes, long modifiedMillis, String sha256) {
    private static final Pattern USER_INFO = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@");

    /** Redacts {@code user:secret@}: what is kept here ends up in the manifest. */
    public InputFile {
        path = redacted(Objects.requireNonNull(path, "path"));
        OutputFile.requireSha256(sha256);
        if (bytes < 0) {
            throw new IllegalArgumentException("A file cannot have " + bytes + " bytes: " + path);
        }
    }

    static String redacted(String uri) {
        return USER_INFO.matcher(uri).replaceFirst("$1");
    }
}
