package dev.candor.engine.bill;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;

/** Sums of a bill, exact, its largest incentive gap, how many were charged by a second-order form, how many are pivotal, how
 * many report. Mergeable, order-free; no payers are the identity. */
public final class BillSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ExactSums sums = new ExactSums(2);
    private double largestGap;
    private long secondOrder;
    private long pivotal;
    private long reporting;

    public BillSums add(BillBlock bill) {
        for (int i = 0; i < bill.payers(); i++) {
            sums.add(0, bill.value[i]);
            sums.add(1, bill.payment[i]);
            largestGap = Math.max(largestGap, bill.gap[i]);
            pivotal += bill.loss[i] > 0 ? 1 : 0;
            reporting += bill.reporting[i] > 0 ? 1 : 0;
        }
        secondOrder += bill.secondOrder;
        return this;
    }

    public BillSums merge(BillSums other) {
        sums.merge(other.sums);
        largestGap = Math.max(largestGap, other.largestGap);
        secondOrder += other.secondOrder;
        pivotal += other.pivotal;
        reporting += other.reporting;
        return this;
    }

    /** Σ w v(π*). */
    public double value() {
        return sums.value(0);
    }

    /** Σ p. */
    public double revenue() {
        return sums.value(1);
    }

    public double largestGap() {
        return largestGap;
    }

    /** Payers by whose presence the others lose. */
    public long pivotal() {
        return pivotal;
    }

    /** Payers with a reward that counts and is not 0. */
    public long reporting() {
        return reporting;
    }

    /** Payers that were charged by a second-order form. */
    public long secondOrder() {
        return secondOrder;
    }
}
