package dev.candor.engine;

import java.util.Arrays;

/** The arrays of a packed block while it grows; its payers are some of {@code ids}. */
final class BlockArrays {
    private final Ids ids;
    private int payers;
    private int entries;
    private int[] number = new int[64];
    private double[] weight = new double[64];
    private double[] size = new double[64];
    private double[] boost = new double[64];
    private int[] firstEntry = new int[64];
    private int[] slot = new int[1024];
    private double[] reward = new double[1024];
    /** Null until something is left. */
    private double[] rest;

    BlockArrays(Ids ids) {
        this.ids = ids;
    }

    /** Starts the payer with the id of this number. */
    void startPayer(int id, double payerWeight, double payerSize, double payerBoost) {
        if (payers == number.length) {
            number = Arrays.copyOf(number, 2 * payers);
            weight = Arrays.copyOf(weight, 2 * payers);
            size = Arrays.copyOf(size, 2 * payers);
            boost = Arrays.copyOf(boost, 2 * payers);
            firstEntry = Arrays.copyOf(firstEntry, 2 * payers);
        }
        number[payers] = id;
        weight[payers] = payerWeight;
        size[payers] = payerSize;
        boost[payers] = payerBoost;
        firstEntry[payers++] = entries;
    }

    /** Appends one reward of the payer started last; slots of a payer come in ascending order. */
    void add(int candidateSlot, double r) {
        room(1);
        slot[entries] = candidateSlot;
        reward[entries++] = r;
    }

    /** The same of a reward of two parts, the second less than the first's rounding. */
    void add(int candidateSlot, double r, double left) {
        add(candidateSlot, r);
        if (left != 0) {
            if (rest == null || rest.length < entries) {
                rest = rest == null ? new double[reward.length] : Arrays.copyOf(rest, reward.length);
            }
            rest[entries - 1] = left;
        }
    }

    /** Appends rewards [from, to) of these arrays. */
    void add(int[] slots, double[] rewards, int from, int to) {
        room(to - from);
        System.arraycopy(slots, from, slot, entries, to - from);
        System.arraycopy(rewards, from, reward, entries, to - from);
        entries += to - from;
    }

    private void room(int more) {
        if (entries + more > slot.length) {
            int wider = Math.max(2 * slot.length, entries + more);
            slot = Arrays.copyOf(slot, wider);
            reward = Arrays.copyOf(reward, wider);
        }
    }

    /** The block, trimmed. */
    PackedBlock close(PackTally tally) {
        int[] first = Arrays.copyOf(firstEntry, payers + 1);
        first[payers] = entries;
        return new PackedBlock(
                ids.select(number, payers),
                Arrays.copyOf(weight, payers),
                Arrays.copyOf(size, payers),
                Arrays.copyOf(boost, payers),
                first,
                Arrays.copyOf(slot, entries),
                Arrays.copyOf(reward, entries),
                rest == null ? null : Arrays.copyOf(rest, entries),
                tally);
    }
}
