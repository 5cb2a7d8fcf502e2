package dev.candor.io.files;

import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One file that a run reads.
 *
 * @param path where it lies; secrets inside the URI are left out
 * @param bytes its length
 * @param modifiedMillis its modification time, milliseconds since 1970-01-01 UTC
 * @param sha256 of its content, 64 lower-case hexadecimal digits, for a file of at most 64 MiB; for a longer one
 *     {@code 64MiB-pieces:} and the SHA-256 of the SHA-256 digests, 32 bytes each, of its successive pieces of 64 MiB,
 *     the last one shorter
 */
public record InputFile(String path, long bytes, long modifiedMillis, String sha256) {
    private static final String IN_PIECES = "64MiB-pieces:";

    /** Redacts secrets: what is kept here ends up in the manifest. */
    public InputFile {
        path = redacted(Objects.requireNonNull(path, "path"));
        OutputFile.requireSha256(sha256.startsWith(IN_PIECES) ? sha256.substring(IN_PIECES.length()) : sha256);
        if (bytes < 0) {
            throw new IllegalArgumentException("A file cannot have " + bytes + " bytes: " + path);
        }
    }

    /** {@link #sha256()} from those of the pieces, hexadecimal; one piece is the whole file. */
    public static String sha256(List<String> pieces) {
        return pieces.size() == 1
                ? pieces.get(0)
                : IN_PIECES + Sha256.of(HexFormat.of().parseHex(String.join("", pieces)));
    }

    public static String redacted(String uri) {
        return Secrets.stripped(uri);
    }
}
