package dev.candor.engine.bill;

import dev.candor.mechanism.money.Allocation;
import dev.candor.mechanism.money.Amount;
import dev.candor.mechanism.money.Pricing;
import dev.candor.model.Rounding;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What one look at some payers says: the exact sum of their payments, the minor units they owe before any left-over
 * unit, and how many of them claim one, by bucket of a window. Mergeable: the tallies of two sets of payers are that
 * of both, and an empty one is the identity.
 */
final class RoundingTally implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Pricing pricing;
    private final ClaimWindow window;
    private final ExactSums payments = new ExactSums(1);
    private final long[] claims = new long[ClaimWindow.BUCKETS];
    private BigInteger units = BigInteger.ZERO;

    RoundingTally(Pricing pricing, ClaimWindow window) {
        this.pricing = pricing;
        this.window = window;
    }

    /** @param id UTF-8 bytes of the payer's id */
    RoundingTally add(byte[] id, double payment) {
        Rounding rounding = pricing.tariff().rounding();
        Amount amount = pricing.amount(payment);
        payments.add(0, payment);
        units = units.add(Allocation.before(rounding, amount));
        int bucket = rounding == Rounding.LARGEST_REMAINDER ? window.bucket(id, amount) : -1;
        if (bucket >= 0) {
            claims[bucket]++;
        }
        return this;
    }

    RoundingTally merge(RoundingTally other) {
        payments.merge(other.payments);
        units = units.add(other.units);
        for (int bucket = 0; bucket < claims.length; bucket++) {
            claims[bucket] += other.claims[bucket];
        }
        return this;
    }

    /** Exact. */
    BigDecimal payments() {
        return payments.exact(0);
    }

    BigInteger units() {
        return units;
    }

    /** By bucket of the window. */
    long[] claims() {
        return claims.clone();
    }
}
