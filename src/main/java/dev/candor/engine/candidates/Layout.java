package dev.candor.engine.candidates;

import dev.candor.model.UserException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where prompts and candidates lie: prompts in the order of their ids, the candidates of each prompt in the order of
 * theirs, numbered 0 … M−1 as slots; consecutive prompts form blocks of about {@link #BLOCK_SLOTS} slots.
 */
public final class Layout implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Exact sums of a block take a few MB. */
    public static final int BLOCK_SLOTS = 1 << 16;

    /** First slot of each prompt, length P + 1. */
    private final int[] start;
    /** First prompt of each block, length B + 1. */
    private final int[] firstPrompt;

    /** First slot of each block, length B + 1. */
    private final int[] firstSlot;

    private transient volatile int[] promptOf;

    /** {@code candidates}: K of each prompt, length P. */
    public Layout(int[] candidates) {
        start = new int[candidates.length + 1];
        int[] first = new int[candidates.length + 1];
        int blocks = 0;
        long slots = 0;
        for (int c = 0; c < candidates.length; c++) {
            if (c == 0 || slots + candidates[c] - start[first[blocks - 1]] > BLOCK_SLOTS) {
                first[blocks++] = c;
            }
            slots += candidates[c];
            if (slots > Integer.MAX_VALUE) {
                throw UserException.inputRejected(
                        "Cannot number more than 2,147,483,647 candidates in one run: the prompts up to" + " number "
                                + (c + 1) + " have more. Settle the prompts in several runs.");
            }
            start[c + 1] = (int) slots;
        }
        first[blocks] = candidates.length;
        firstPrompt = Arrays.copyOf(first, blocks + 1);
        firstSlot = new int[blocks + 1];
        Arrays.setAll(firstSlot, b -> start[firstPrompt[b]]);
    }

    public int prompts() {
        return start.length - 1;
    }

    public int slots() {
        return start[prompts()];
    }

    /** Prompts with one candidate. */
    public long withoutChoice() {
        return IntStream.range(0, prompts())
                .filter(c -> start[c + 1] - start[c] == 1)
                .count();
    }

    public int blocks() {
        return firstPrompt.length - 1;
    }

    public int blockOf(int prompt) {
        int at = Arrays.binarySearch(firstPrompt, prompt);
        return at >= 0 ? at : -at - 2;
    }

    /** Block of the prompt that the slot belongs to. */
    public int blockOfSlot(int slot) {
        if (blocks() == 1) {
            return 0;
        }
        int at = Arrays.binarySearch(firstSlot, slot);
        return at >= 0 ? at : -at - 2;
    }

    /** Behind the last of the ascending slots [from, end) that lies in the block. */
    public int endWithin(int block, int[] slot, int from, int end) {
        int limit = firstSlot[block + 1];
        if (slot[end - 1] < limit) {
            return end;
        }
        int at = Arrays.binarySearch(slot, from, end, limit);
        return at >= 0 ? at : -at - 1;
    }

    public int firstPrompt(int block) {
        return firstPrompt[block];
    }

    /** Prompt of each slot, length M. */
    public int[] promptOf() {
        int[] of = promptOf;
        if (of == null) {
            of = new int[slots()];
            for (int c = 0; c < prompts(); c++) {
                Arrays.fill(of, start[c], start[c + 1], c);
            }
            promptOf = of;
        }
        return of;
    }

    /** First slot of the prompt. */
    public int start(int prompt) {
        return start[prompt];
    }

    public int firstSlot(int block) {
        return firstSlot[block];
    }

    public int slots(int block) {
        return firstSlot(block + 1) - firstSlot(block);
    }
}
