package dev.candor.engine;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;

/** Sums of a bill, exact, and its largest incentive gap. Mergeable, order-free; no payers are the identity. */
final class BillSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ExactSums sums = new ExactSums(2);
    private double largestGap;

    BillSums add(BillBlock bill) {
        for (int i = 0; i < bill.payers(); i++) {
            sums.add(0, bill.value[i]);
            sums.add(1, bill.payment[i]);
            largestGap = Math.max(largestGap, bill.gap[i]);
        }
        return this;
    }

    BillSums merge(BillSums other) {
        sums.merge(other.sums);
        largestGap = Math.max(largestGap, other.largestGap);
        return this;
    }

    /** Σ w v(π*). */
    double value() {
        return sums.value(0);
    }

    /** Σ p. */
    double revenue() {
        return sums.value(1);
    }

    double largestGap() {
        return largestGap;
    }
}
