package dev.candor.io.files;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One published file.
 *
 * @param path relative to the run directory, parts separated by {@code /}
 * @param bytes its length
 * @param rows its table rows; null for documents such as summary.json
 * @param sha256 of its content, 64 lower-case hexadecimal digits
 */
public record OutputFile(String path, long bytes, Long rows, String sha256) {
    /** Names the protocol itself needs start with "_"; "." and ".." and hidden files cannot be published either. */
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public OutputFile {
        requirePath(path);
        requireSha256(sha256);
        if (bytes < 0 || (rows != null && rows < 0)) {
            throw new IllegalArgumentException("Negative size of " + path + ": " + bytes + " bytes, " + rows + " rows");
        }
    }

    /** Whether {@code found} is this very file, as far as its hash can say: inputs longer than a piece are hashed in pieces. */
    public boolean is(InputFile found) {
        return found.bytes() == bytes
                && (bytes > ContentHashes.PIECE_BYTES || found.sha256().equals(sha256));
    }

    public static String requirePath(String path) {
        if (!PATH.matcher(Objects.requireNonNull(path, "path")).matches()) {
            throw new IllegalArgumentException("Not a path below a run directory: " + path);
        }
        return path;
    }

    public static void requireSha256(String sha256) {
        if (!SHA_256.matcher(Objects.requireNonNull(sha256, "sha256")).matches()) {
            throw new IllegalArgumentException("Not a SHA-256: " + sha256);
        }
    }
}
