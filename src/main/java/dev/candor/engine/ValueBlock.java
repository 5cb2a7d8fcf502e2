package dev.candor.engine;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What is kept of the payers of one block under a mixture: v_i(π_k) for each of K policies, by payer. A policy's value is
 * linear in its mixture weights, so nothing else of a payer's reports matters.
 */
final class ValueBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    final Ids ids;
    final double[] weight;
    /** As in {@link PackedBlock#size}. */
    final double[] size;

    final double[] boost;
    /** n × K by payers, per unit of size. */
    final double[] value;

    private ValueBlock(PackedBlock block, double[] value) {
        this.ids = block.ids;
        this.weight = block.weight;
        this.size = block.size;
        this.boost = block.boost;
        this.value = value;
    }

    /**
     * Evaluates K policies.
     *
     * @param mass q_c·π_k(x|c) of each candidate slot, M × K by rows
     */
    static ValueBlock of(PackedBlock block, double[] mass, int policies) {
        double[] value = new double[block.payers() * policies];
        double[] sum = new double[policies];
        double[] rest = new double[policies];
        for (int i = 0; i < block.payers(); i++) {
            Arrays.fill(sum, 0);
            Arrays.fill(rest, 0);
            for (int e = block.firstEntry[i]; e < block.firstEntry[i + 1]; e++) {
                add(sum, rest, block.reward[e], mass, block.slot[e] * policies);
            }
            for (int k = 0; k < policies; k++) {
                value[i * policies + k] = sum[k] + rest[k];
            }
        }
        return new ValueBlock(block, value);
    }

    /** sum + rest += reward·mass, products and sums with their rounding errors (Ogita, Rump and Oishi's Dot2). */
    private static void add(double[] sum, double[] rest, double reward, double[] mass, int at) {
        for (int k = 0; k < sum.length; k++) {
            double product = reward * mass[at + k];
            double total = sum[k] + product;
            double tail = total - sum[k];
            rest[k] += ((sum[k] - (total - tail)) + (product - tail)) + Math.fma(reward, mass[at + k], -product);
            sum[k] = total;
        }
    }

    int payers() {
        return boost.length;
    }
}
