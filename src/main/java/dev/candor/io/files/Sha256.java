package dev.candor.io.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * SHA-256 in lower-case hexadecimal. Texts and numbers go in with their lengths, so that no two different sequences
 * of parts feed the same bytes.
 */
public final class Sha256 {
    private static final int BUFFER_BYTES = 1 << 20;

    private final MessageDigest digest = algorithm();

    public static String of(byte[] content) {
        return HexFormat.of().formatHex(algorithm().digest(content));
    }

    /** The hash of what is left of {@code content}; does not close it. The same as {@code sha256sum} of a file. */
    public static String of(InputStream content) throws IOException {
        MessageDigest digest = algorithm();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * The digest of the next {@code bytes} bytes of {@code content}; does not close it.
     *
     * @throws EOFException when there are fewer
     */
    static byte[] digest(InputStream content, long bytes) throws IOException {
        MessageDigest digest = algorithm();
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, bytes))];
        for (long left = bytes; left > 0; ) {
            int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException(
                        "the file ended " + left + " bytes early: it became shorter while it was being read");
            }
            digest.update(buffer, 0, read);
            left -= read;
        }
        return digest.digest();
    }

    public Sha256 text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public Sha256 bytes(byte[] bytes) {
        number(bytes.length);
        digest.update(bytes);
        return this;
    }

    public Sha256 number(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        return this;
    }

    /** The number of texts, then each of them, in the order given. */
    public Sha256 texts(Collection<String> texts) {
        number(texts.size());
        texts.forEach(this::text);
        return this;
    }

    /** The hash of everything so far; afterwards this is empty again. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
