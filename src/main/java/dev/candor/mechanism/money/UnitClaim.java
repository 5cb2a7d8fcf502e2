package dev.candor.mechanism.money;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A payer's place in the queue for the minor units that rounding down left over. First comes the larger
 * remainder, then the smaller {@linkplain #lot(String, byte[]) lot}, then the smaller id in UTF-8 bytes: a
 * total order on distinct ids.
 */
public final class UnitClaim implements Comparable<UnitClaim>, Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] remainderKey;
    private final long lot;
    private final byte[] id;

    /**
     * A claim to one minor unit.
     *
     * @param remainderKey {@link Amount#remainderKey()}, not empty
     * @param lot {@link #lot(String, byte[])}
     * @param id UTF-8 bytes of the payer's id
     */
    public UnitClaim(byte[] remainderKey, long lot, byte[] id) {
        this.remainderKey = remainderKey.clone();
        this.lot = lot;
        this.id = id.clone();
    }

    /**
     * The payer's lot: the first 63 bits of SHA-256(UTF-8(salt) ‖ 0x00 ‖ id), so that equal remainders are
     * not decided by the alphabet, and anyone can check the draw.
     */
    public static long lot(String salt, byte[] id) {
        MessageDigest digest = sha256();
        digest.update(salt.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return ByteBuffer.wrap(digest.digest(id)).getLong() >>> 1;
    }

    @Override
    public int compareTo(UnitClaim other) {
        int byRemainder = Arrays.compareUnsigned(other.remainderKey, remainderKey);
        if (byRemainder != 0) {
            return byRemainder;
        }
        int byLot = Long.compare(lot, other.lot);
        return byLot != 0 ? byLot : Arrays.compareUnsigned(id, other.id);
    }

    /** Whether {@code remainderKey} alone puts a payer before (&lt; 0) or behind (&gt; 0) this claim; 0 is a tie. */
    int compareRemainder(byte[] key) {
        return Arrays.compareUnsigned(remainderKey, key);
    }

    /** {@link Amount#remainderHead()} of the claim. */
    long remainderHead() {
        return Amount.word(remainderKey, 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnitClaim claim && compareTo(claim) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(remainderKey) + Arrays.hashCode(id);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
