package dev.candor.engine;

import java.util.Arrays;

/** The arrays of a packed block while it grows. */
final class BlockArrays {
    private int payers;
    private int segments;
    private int entries;
    private long[] payer = new long[64];
    private double[] size = new double[64];
    private double[] boost = new double[64];
    private int[] firstSegment = new int[64];
    private int[] prompt = new int[256];
    private int[] firstEntry = new int[256];
    private int[] slot = new int[1024];
    private double[] reward = new double[1024];

    int entries() {
        return entries;
    }

    void startPayer(long index, double payerSize, double payerBoost) {
        if (payers == payer.length) {
            payer = Arrays.copyOf(payer, 2 * payers);
            size = Arrays.copyOf(size, 2 * payers);
            boost = Arrays.copyOf(boost, 2 * payers);
            firstSegment = Arrays.copyOf(firstSegment, 2 * payers);
        }
        payer[payers] = index;
        size[payers] = payerSize;
        boost[payers] = payerBoost;
        firstSegment[payers++] = segments;
    }

    /** Appends one reward of the payer started last; slots of a payer come in ascending order. */
    void add(int promptIndex, int candidateSlot, double r) {
        if (segments == firstSegment[payers - 1] || prompt[segments - 1] != promptIndex) {
            if (segments == prompt.length) {
                prompt = Arrays.copyOf(prompt, 2 * segments);
                firstEntry = Arrays.copyOf(firstEntry, 2 * segments);
            }
            prompt[segments] = promptIndex;
            firstEntry[segments++] = entries;
        }
        if (entries == slot.length) {
            slot = Arrays.copyOf(slot, 2 * entries);
            reward = Arrays.copyOf(reward, 2 * entries);
        }
        slot[entries] = candidateSlot;
        reward[entries++] = r;
    }

    /** The block so far, trimmed; this starts anew. */
    PackedBlock close(PackTally tally) {
        int[] segmentOf = Arrays.copyOf(firstSegment, payers + 1);
        segmentOf[payers] = segments;
        int[] entryOf = Arrays.copyOf(firstEntry, segments + 1);
        entryOf[segments] = entries;
        PackedBlock block = new PackedBlock(
                Arrays.copyOf(payer, payers),
                Arrays.copyOf(size, payers),
                Arrays.copyOf(boost, payers),
                segmentOf,
                Arrays.copyOf(prompt, segments),
                entryOf,
                Arrays.copyOf(slot, entries),
                Arrays.copyOf(reward, entries),
                tally);
        payers = 0;
        segments = 0;
        entries = 0;
        return block;
    }
}
