package dev.candor.engine.bill;

import dev.candor.mechanism.money.Amount;
import dev.candor.mechanism.money.Pricing;
import dev.candor.mechanism.money.UnitClaim;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Some consecutive claims of the queue, cut into buckets that are consecutive too: one round of a radix selection.
 *
 * <p>A claim's place is a row of unsigned words in ascending order: the complements of the words of its
 * {@linkplain Amount#remainderKey() remainder key}, largest remainder first, then its lot. The window holds the
 * claims that begin with {@code prefix} and whose next word is from {@code low} to {@code high}; bucket b those of
 * them with (word − low) / 2^shift = b, the last bucket all that are behind. Equal remainders alone have a lot drawn
 * for them.
 */
final class ClaimWindow implements Serializable {
    private static final long serialVersionUID = 1L;

    static final int BUCKETS = 4096;
    private static final int BUCKET_BITS = 12;
    /** Remainders of ordinary size differ in exponent by less. */
    private static final int FIRST_EXPONENT_BITS = 4;

    private final Pricing pricing;
    private final String salt;
    private final long[] prefix;
    private final long low;
    private final long high;
    private final int shift;

    private ClaimWindow(Pricing pricing, String salt, long[] prefix, long low, long high, int shift) {
        this.pricing = pricing;
        this.salt = salt;
        this.prefix = prefix;
        this.low = low;
        this.high = high;
        this.shift = shift;
    }

    /** All claims: the buckets are finest where remainders of ordinary size are, within 2⁻¹⁶ of the largest. */
    static ClaimWindow all(Pricing pricing, String salt) {
        int shift = 48 + FIRST_EXPONENT_BITS - BUCKET_BITS;
        return new ClaimWindow(pricing, salt, new long[0], ~pricing.largestRemainderHead(), -1L, shift);
    }

    /** The bucket of a payer's claim; −1 when it has none in this window. */
    int bucket(byte[] id, Amount amount) {
        if (amount.isWhole()) {
            return -1;
        }
        if (prefix.length == 0) {
            return bucket(~amount.remainderHead());
        }
        byte[] key = amount.remainderKey();
        for (int word = 0; word < prefix.length; word++) {
            if (word(word, key, id) != prefix[word]) {
                return -1;
            }
        }
        return bucket(word(prefix.length, key, id));
    }

    private int bucket(long word) {
        if (Long.compareUnsigned(word, low) < 0 || Long.compareUnsigned(word, high) > 0) {
            return -1;
        }
        long bucket = (word - low) >>> shift;
        return bucket < 0 || bucket >= BUCKETS ? BUCKETS - 1 : (int) bucket;
    }

    private long word(int word, byte[] key, byte[] id) {
        return word < pricing.remainderWords() ? ~Amount.word(key, word) : UnitClaim.lot(salt, id);
    }

    /** Whether nothing but the claims' ids is left to tell them apart. */
    boolean isSettled() {
        return prefix.length > pricing.remainderWords();
    }

    /** The claims of one bucket. */
    ClaimWindow narrowed(int bucket) {
        long from = low + ((long) bucket << shift);
        long to = bucket == BUCKETS - 1 ? high : least(from + ((1L << shift) - 1), high);
        if (from != to) {
            return new ClaimWindow(pricing, salt, prefix, from, to, shift(to - from));
        }
        long[] longer = Arrays.copyOf(prefix, prefix.length + 1);
        longer[prefix.length] = from;
        return new ClaimWindow(pricing, salt, longer, 0, -1L, shift(-1L));
    }

    private static long least(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    /** The finest cut of a range of unsigned words. */
    private static int shift(long range) {
        return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(range) - BUCKET_BITS);
    }
}
