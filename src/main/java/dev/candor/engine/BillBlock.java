package dev.candor.engine;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What the payers of one block owe, as arrays by payer. A payer is in one block only.
 *
 * <p>value = w·v(π*), affine = κp^AFF: what the others lose in welfare by the payer being there; payment is in units of
 * reward × weight.
 */
final class BillBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    final Ids ids;
    /** Σ of the weights of the payer's agents. */
    final double[] weight;
    /** κ. */
    final double[] boost;

    final double[] value;
    final double[] affine;
    final double[] payment;

    private BillBlock(Ids ids, double[] weight, double[] boost, double[] value, double[] affine, double[] payment) {
        this.ids = ids;
        this.weight = weight;
        this.boost = boost;
        this.value = value;
        this.affine = affine;
        this.payment = payment;
    }

    /** The bill of these payers, nothing owed yet. */
    static BillBlock of(Ids ids, double[] weight, double[] boost) {
        int n = ids.size();
        return new BillBlock(ids, weight, boost, new double[n], new double[n], new double[n]);
    }

    int payers() {
        return boost.length;
    }

    /** The payers of these numbers, in this order. */
    BillBlock select(int[] numbers, int count) {
        return new BillBlock(
                ids.select(numbers, count),
                select(weight, numbers, count),
                select(boost, numbers, count),
                select(value, numbers, count),
                select(affine, numbers, count),
                select(payment, numbers, count));
    }

    private static double[] select(double[] column, int[] numbers, int count) {
        double[] selected = new double[count];
        Arrays.setAll(selected, k -> column[numbers[k]]);
        return selected;
    }

    /** A block that grows payer by payer. */
    static final class Growing {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int payers;
        private int[] length = new int[64];
        private double[][] columns = new double[5][64];

        void add(byte[] id, double weight, double boost, double value, double affine, double payment) {
            if (payers == length.length) {
                length = Arrays.copyOf(length, 2 * payers);
                Arrays.setAll(columns, k -> Arrays.copyOf(columns[k], 2 * payers));
            }
            bytes.writeBytes(id);
            length[payers] = id.length;
            double[] row = {weight, boost, value, affine, payment};
            for (int k = 0; k < row.length; k++) {
                columns[k][payers] = row[k];
            }
            payers++;
        }

        void addAll(BillBlock other) {
            int from = payers;
            payers += other.payers();
            int room = payers <= length.length ? length.length : Math.max(payers, 2 * length.length);
            length = Arrays.copyOf(length, room);
            double[][] more = {other.weight, other.boost, other.value, other.affine, other.payment};
            for (int k = 0; k < more.length; k++) {
                columns[k] = Arrays.copyOf(columns[k], room);
                System.arraycopy(more[k], 0, columns[k], from, more[k].length);
            }
            for (int i = 0; i < other.payers(); i++) {
                length[from + i] = other.ids.length(i);
            }
            bytes.writeBytes(other.ids.bytes());
        }

        int payers() {
            return payers;
        }

        BillBlock close() {
            double[][] trimmed = new double[columns.length][];
            Arrays.setAll(trimmed, k -> Arrays.copyOf(columns[k], payers));
            return new BillBlock(
                    Ids.of(Arrays.copyOf(length, payers), bytes.toByteArray()),
                    trimmed[0],
                    trimmed[1],
                    trimmed[2],
                    trimmed[3],
                    trimmed[4]);
        }
    }
}
