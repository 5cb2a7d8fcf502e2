package dev.candor.mechanism.attack;

import java.io.Serializable;

/**
 * Running sums of one agent over prompts, compensated (Neumaier 1974). Added up in one fixed order of prompts they are the
 * same bits wherever the prompts lie.
 */
public final class Ledger implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] sum;
    private final double[] lost;

    /** {@code entries} sums, all zero. */
    public Ledger(int entries) {
        sum = new double[entries];
        lost = new double[entries];
    }

    public int entries() {
        return sum.length;
    }

    /** Adds to one sum. */
    public void add(int entry, double x) {
        double before = sum[entry];
        double after = before + x;
        lost[entry] += Math.abs(before) >= Math.abs(x) ? (before - after) + x : (x - after) + before;
        sum[entry] = after;
    }

    /** Adds the sums of later prompts. */
    public Ledger append(Ledger later) {
        for (int entry = 0; entry < sum.length; entry++) {
            add(entry, later.sum[entry]);
            lost[entry] += later.lost[entry];
        }
        return this;
    }

    /** One sum. */
    double value(int entry) {
        return sum[entry] + lost[entry];
    }
}
