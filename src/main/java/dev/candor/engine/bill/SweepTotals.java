package dev.candor.engine.bill;

import dev.candor.model.PaymentConcentration;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What a sweep keeps of a bill: sums over payers of value, payment and squared payment, how many pay, and the ten largest
 * payments. Mergeable, order-free; no payers are the identity.
 */
public final class SweepTotals implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int LARGEST = 10;
    /** Squares beyond this, of payments beyond 1e150, are taken for this. */
    private static final double MOST_SQUARE = 1e300;

    private final ExactSums sums = new ExactSums(3);
    private long payers;
    private long paying;
    /** Ascending; 0 where there are fewer. */
    private final double[] largest = new double[LARGEST];

    public void add(double value, double payment) {
        sums.add(0, value);
        sums.add(1, payment);
        sums.add(2, Math.min(payment * payment, MOST_SQUARE));
        payers++;
        paying += payment > 0 ? 1 : 0;
        keep(payment);
    }

    private void keep(double payment) {
        if (payment > largest[0]) {
            largest[0] = payment;
            for (int k = 0; k + 1 < LARGEST && largest[k] > largest[k + 1]; k++) {
                double up = largest[k];
                largest[k] = largest[k + 1];
                largest[k + 1] = up;
            }
        }
    }

    public SweepTotals merge(SweepTotals other) {
        sums.merge(other.sums);
        payers += other.payers;
        paying += other.paying;
        for (double payment : other.largest) {
            keep(payment);
        }
        return this;
    }

    public double totalValue() {
        return sums.value(0);
    }

    public double revenue() {
        return sums.value(1);
    }

    public PaymentConcentration concentration() {
        double ten = Arrays.stream(largest).sum();
        return PaymentConcentration.of(revenue(), largest[LARGEST - 1], ten, sums.value(2), payers, paying);
    }
}
