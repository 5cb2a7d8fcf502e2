package dev.candor.engine.pack;

import dev.candor.engine.runtime.IdArray;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.util.Arrays;

/** The arrays of a packed block while it grows; its payers are some of {@code ids}. */
public final class BlockArrays {
    private final IdArray ids;
    private int entries;
    private final GrowingInts number = new GrowingInts(64);
    private final GrowingDoubles weight = new GrowingDoubles(64);
    private final GrowingDoubles size = new GrowingDoubles(64);
    private final GrowingDoubles boost = new GrowingDoubles(64);
    private final GrowingInts firstEntry = new GrowingInts(64);
    private int[] slot = new int[1024];
    private double[] reward = new double[1024];
    /** Null until something is left. */
    private double[] rest;

    public BlockArrays(IdArray ids) {
        this.ids = ids;
    }

    /** Starts the payer with the id of this number. */
    public void startPayer(int id, double payerWeight, double payerSize, double payerBoost) {
        number.add(id);
        weight.add(payerWeight);
        size.add(payerSize);
        boost.add(payerBoost);
        firstEntry.add(entries);
    }

    /** Appends one reward of the payer started last; slots of a payer come in ascending order. */
    void add(int candidateSlot, double r) {
        room(1);
        slot[entries] = candidateSlot;
        reward[entries++] = r;
    }

    /** The same of a reward of two parts, the second less than the first's rounding. */
    public void add(int candidateSlot, double r, double left) {
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
    public PackedBlock close(PackTally tally) {
        firstEntry.add(entries);
        return new PackedBlock(
                ids.select(number.array(), number.size()),
                weight.toArray(),
                size.toArray(),
                boost.toArray(),
                firstEntry.toArray(),
                Arrays.copyOf(slot, entries),
                Arrays.copyOf(reward, entries),
                rest == null ? null : Arrays.copyOf(rest, entries),
                tally);
    }
}
