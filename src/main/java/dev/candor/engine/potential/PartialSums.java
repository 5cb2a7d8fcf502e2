package dev.candor.engine.potential;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What some reports add to the aggregate rewards of a block of prompts: the addends themselves while they are few beside
 * the block's slots, exact sums once they are many. Mergeable, order-free; no addends are the identity.
 */
public final class PartialSums implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Addends (12 bytes each) a slot beyond which sums (about 40 bytes a slot) are smaller. */
    private static final int ADDENDS_A_SLOT = 3;

    private final int slots;
    private int addends;
    private int[] slot = new int[16];
    private double[] d = new double[16];
    private ExactSums sums;

    /** {@code slots} sums, all zero. */
    PartialSums(int slots) {
        this.slots = slots;
    }

    /** Adds scale·reward of entries [from, to), exactly, to the sums of their slots less {@code first}. */
    void add(int[] slotOf, double[] reward, int from, int to, int first, double scale) {
        if (sums == null && addends + (long) to - from > (long) ADDENDS_A_SLOT * slots) {
            sum();
        }
        if (sums == null) {
            room(addends + 2 * (to - from));
            for (int k = from; k < to; k++) {
                double product = scale * reward[k];
                append(slotOf[k] - first, product);
                append(slotOf[k] - first, Math.fma(scale, reward[k], -product));
            }
        } else {
            sums.addProducts(scale, slotOf, reward, from, to, first);
        }
    }

    private void append(int sum, double addend) {
        slot[addends] = sum;
        d[addends] = addend;
        addends += addend == 0 ? 0 : 1;
    }

    private void room(int size) {
        if (size > slot.length) {
            int wider = Math.max(size, 2 * slot.length);
            slot = Arrays.copyOf(slot, wider);
            d = Arrays.copyOf(d, wider);
        }
    }

    /** The sums; from now on this holds sums. */
    public ExactSums sum() {
        if (sums == null) {
            sums = new ExactSums(slots);
            for (int k = 0; k < addends; k++) {
                sums.add(slot[k], d[k]);
            }
            addends = 0;
            slot = new int[0];
            d = new double[0];
        }
        return sums;
    }

    PartialSums merge(PartialSums other) {
        sum();
        if (other.sums != null) {
            sums.merge(other.sums);
        }
        for (int k = 0; k < other.addends; k++) {
            sums.add(other.slot[k], other.d[k]);
        }
        return this;
    }

    long sizeInBytes() {
        return 12L * slot.length + (sums == null ? 0 : sums.sizeInBytes());
    }
}
