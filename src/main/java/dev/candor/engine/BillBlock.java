package dev.candor.engine;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What the payers of one block owe, as arrays by payer. A payer is in one block only. All figures are in units of
 * reward × weight.
 */
final class BillBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int COLUMNS = 10;

    final Ids ids;
    /** Σ of the weights of the payer's agents. */
    final double[] weight;
    /** κ. */
    final double[] boost;
    /** w·v(π*). */
    final double[] value;
    /** κp^AFF: what the others lose in welfare by the payer being there. */
    final double[] loss;

    final double[] payment;
    /** The payment with all solved exactly lies in [lower, upper]. */
    final double[] lower;

    final double[] upper;
    /** The most that the payer could gain by a misreport whose counterfactual is solved as closely: {@link PaymentTerms}. */
    final double[] gap;
    /** What is to be added to welfare − κ·value for ASW_{−i}(π*): where the payer is nearly all the welfare, digits that are lost. */
    final double[] othersLost;
    /** 1 of a payer with a reward that counts and is not 0, 0 of others. */
    final double[] reporting;
    /** How many of the payers were charged by a second-order form; known of blocks as they are charged, not of selections. */
    int secondOrder;

    private BillBlock(Ids ids, double[][] columns) {
        this.ids = ids;
        this.weight = columns[0];
        this.boost = columns[1];
        this.value = columns[2];
        this.loss = columns[3];
        this.payment = columns[4];
        this.lower = columns[5];
        this.upper = columns[6];
        this.gap = columns[7];
        this.othersLost = columns[8];
        this.reporting = columns[9];
    }

    private double[][] columns() {
        return new double[][] {weight, boost, value, loss, payment, lower, upper, gap, othersLost, reporting};
    }

    /** The bill of these payers, nothing owed yet. */
    static BillBlock of(Ids ids, double[] weight, double[] boost) {
        double[][] columns = new double[COLUMNS][ids.size()];
        columns[0] = weight;
        columns[1] = boost;
        return new BillBlock(ids, columns);
    }

    int payers() {
        return boost.length;
    }

    /** The payers of these numbers, in this order. */
    BillBlock select(int[] numbers, int count) {
        double[][] columns = columns();
        double[][] selected = new double[COLUMNS][count];
        for (int k = 0; k < COLUMNS; k++) {
            for (int i = 0; i < count; i++) {
                selected[k][i] = columns[k][numbers[i]];
            }
        }
        return new BillBlock(ids.select(numbers, count), selected);
    }

    /** A block that grows. */
    static final class Growing {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int payers;
        private int[] length = new int[64];
        private final double[][] columns = new double[COLUMNS][64];

        /** A payer that owes nothing yet; its number. */
        int add(byte[] id, double weight, double boost) {
            room(payers + 1);
            bytes.writeBytes(id);
            length[payers] = id.length;
            columns[0][payers] = weight;
            columns[1][payers] = boost;
            return payers++;
        }

        void addAll(BillBlock other) {
            room(payers + other.payers());
            double[][] more = other.columns();
            for (int k = 0; k < COLUMNS; k++) {
                System.arraycopy(more[k], 0, columns[k], payers, other.payers());
            }
            for (int i = 0; i < other.payers(); i++) {
                length[payers + i] = other.ids.length(i);
            }
            bytes.writeBytes(other.ids.bytes());
            payers += other.payers();
        }

        private void room(int size) {
            if (size > length.length) {
                int wider = Math.max(size, 2 * length.length);
                length = Arrays.copyOf(length, wider);
                Arrays.setAll(columns, k -> Arrays.copyOf(columns[k], wider));
            }
        }

        int payers() {
            return payers;
        }

        BillBlock close() {
            double[][] trimmed = new double[COLUMNS][];
            Arrays.setAll(trimmed, k -> Arrays.copyOf(columns[k], payers));
            return new BillBlock(Ids.of(Arrays.copyOf(length, payers), bytes.toByteArray()), trimmed);
        }
    }
}
