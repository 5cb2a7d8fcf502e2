package dev.candor.engine.bill;

import dev.candor.engine.runtime.IdArray;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What the payers of one block owe, as arrays by payer. A payer is in one block only. All figures are in units of
 * reward × weight.
 */
public final class BillBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int COLUMNS = 10;

    public final IdArray ids;
    /** Σ of the weights of the payer's agents. */
    public final double[] weight;
    /** κ. */
    public final double[] boost;
    /** w·v(π*). */
    public final double[] value;
    /** κp^AFF: what the others lose in welfare by the payer being there. */
    final double[] loss;

    public final double[] payment;
    /** The payment with all solved exactly lies in [lower, upper]. */
    final double[] lower;

    final double[] upper;
    /** The most that the payer could gain by a misreport whose counterfactual is solved as closely: {@link PaymentTerms}. */
    public final double[] gap;
    /** What is to be added to welfare − κ·value for ASW_{−i}(π*): where the payer is nearly all the welfare, digits that are lost. */
    public final double[] othersLost;
    /** 1 of a payer with a reward that counts and is not 0, 0 of others. */
    public final double[] reporting;
    /** How many of the payers were charged by a second-order form; known of blocks as they are charged, not of selections. */
    public int secondOrder;

    private BillBlock(IdArray ids, double[][] columns) {
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
    public static BillBlock of(IdArray ids, double[] weight, double[] boost) {
        double[][] columns = new double[COLUMNS][ids.size()];
        columns[0] = weight;
        columns[1] = boost;
        return new BillBlock(ids, columns);
    }

    public int payers() {
        return boost.length;
    }

    /** The payers of these numbers, in this order. */
    public BillBlock select(int[] numbers, int count) {
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
    public static final class Growing {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int payers;
        private int[] length = new int[64];
        private final double[][] columns = new double[COLUMNS][64];

        /** A payer that owes nothing yet; its number. */
        public int add(byte[] id, double weight, double boost) {
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

        public int payers() {
            return payers;
        }

        public BillBlock close() {
            double[][] trimmed = new double[COLUMNS][];
            Arrays.setAll(trimmed, k -> Arrays.copyOf(columns[k], payers));
            return new BillBlock(IdArray.of(Arrays.copyOf(length, payers), bytes.toByteArray()), trimmed);
        }
    }
}
