package dev.candor.divergence;

import dev.candor.numeric.ComplementMass;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * The solved prompts [firstPrompt, firstPrompt + P) and their M candidate slots, as flat arrays: what a payment reads.
 * Slot s of the whole run lies at index s − firstSlot.
 */
public final class PolicyBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int firstPrompt;
    private final int firstSlot;
    /** Slot offsets of the prompts, length P + 1, relative to firstSlot. */
    private final int[] start;
    /** q_c, length P; sums to 1 over the whole run. */
    private final double[] promptWeight;

    /** log π0 as it was given: up to a constant of the prompt. */
    final double[] logRef;

    final double[] ref;
    final double[] prob;
    final double[] dual;

    /**
     * S_best − S of every slot as a sum of doubles: gap[0] is that sum rounded, each further row what is left of it. Payments
     * that doubles cannot resolve are computed from these in decimal arithmetic ({@link DecimalPrompt}).
     */
    final double[][] gap;

    /** Index within each prompt of its likeliest candidate under π*, the first of equals; length P. */
    private final int[] mode;
    /** Index within each prompt of its likeliest candidate under π0, the first of equals; length P. */
    private final int[] refMode;
    /** Smallest dual of each prompt, length P. */
    private final double[] lowestDual;

    private transient volatile AtomicReferenceArray<ComplementMass> ofProb;
    private transient volatile AtomicReferenceArray<ComplementMass> ofRef;

    /**
     * Takes the arrays without copying them.
     *
     * @param start relative slot offsets, length P + 1
     * @param promptWeight q_c, length P
     * @param logRef log π0 up to a constant of the prompt, length M
     * @param ref π0, length M
     * @param prob π*, length M
     * @param dual the divergence's own description of the optimum, length M
     * @param gap S_best − S as a sum of doubles, each row of length M: see {@link Regulariser#solve}
     */
    public PolicyBlock(
            int firstPrompt,
            int firstSlot,
            int[] start,
            double[] promptWeight,
            double[] logRef,
            double[] ref,
            double[] prob,
            double[] dual,
            double[][] gap) {
        this.firstPrompt = firstPrompt;
        this.firstSlot = firstSlot;
        this.start = start;
        this.promptWeight = promptWeight;
        this.logRef = logRef;
        this.ref = ref;
        this.prob = prob;
        this.dual = dual;
        this.gap = gap;
        this.mode = new int[promptWeight.length];
        this.refMode = new int[promptWeight.length];
        this.lowestDual = new double[promptWeight.length];
        for (int c = 0; c < promptWeight.length; c++) {
            mode[c] = mode(prob, start[c], start[c + 1]);
            refMode[c] = mode(ref, start[c], start[c + 1]);
            lowestDual[c] = least(dual, start[c], start[c + 1]);
        }
    }

    private static double least(double[] dual, int from, int to) {
        double least = from < to ? dual[from] : 0;
        for (int x = from + 1; x < to; x++) {
            least = Math.min(least, dual[x]);
        }
        return least;
    }

    private static int mode(double[] prob, int from, int to) {
        int mode = from;
        for (int x = from + 1; x < to; x++) {
            mode = prob[x] > prob[mode] ? x : mode;
        }
        return mode - from;
    }

    /** Blocks of consecutive prompts as one. */
    public static PolicyBlock concatenate(List<PolicyBlock> blocks) {
        PolicyBlock first = blocks.get(0);
        int[] start = new int[1 + blocks.stream().mapToInt(PolicyBlock::prompts).sum()];
        int prompt = 0;
        int slot = 0;
        for (PolicyBlock block : blocks) {
            if (block.firstPrompt != first.firstPrompt + prompt || block.firstSlot != first.firstSlot + slot) {
                throw new IllegalArgumentException("cannot join policy blocks: prompt " + block.firstPrompt
                        + " does not follow prompt " + (first.firstPrompt + prompt - 1));
            }
            for (int c = 1; c <= block.prompts(); c++) {
                start[prompt + c] = slot + block.start[c];
            }
            prompt += block.prompts();
            slot = start[prompt];
        }
        return new PolicyBlock(
                first.firstPrompt,
                first.firstSlot,
                start,
                join(blocks, b -> b.promptWeight),
                join(blocks, b -> b.logRef),
                join(blocks, b -> b.ref),
                join(blocks, b -> b.prob),
                join(blocks, b -> b.dual),
                joinGaps(blocks, slot));
    }

    private static double[][] joinGaps(List<PolicyBlock> blocks, int slots) {
        int rows = blocks.stream().mapToInt(b -> b.gap.length).max().orElse(1);
        double[][] joined = new double[rows][slots];
        int from = 0;
        for (PolicyBlock block : blocks) {
            for (int k = 0; k < block.gap.length; k++) {
                System.arraycopy(block.gap[k], 0, joined[k], from, block.prob.length);
            }
            from += block.prob.length;
        }
        return joined;
    }

    private static double[] join(List<PolicyBlock> blocks, Function<PolicyBlock, double[]> part) {
        return blocks.stream().map(part).flatMapToDouble(Arrays::stream).toArray();
    }

    public int firstPrompt() {
        return firstPrompt;
    }

    int prompts() {
        return promptWeight.length;
    }

    /** q of the prompt with this index in the block. */
    public double promptWeight(int prompt) {
        return promptWeight[prompt];
    }

    /** Bytes of the arrays. */
    long sizeInBytes() {
        return bytes(prob.length, promptWeight.length, gap.length);
    }

    /** Bytes of the arrays of a block with so many rows of gaps. */
    public static long bytes(long slots, long prompts, int rows) {
        return (4L + rows) * Double.BYTES * slots + 28 * prompts + Integer.BYTES;
    }

    /** π0 of the slot with this index in the block. */
    public double ref(int index) {
        return ref[index];
    }

    /** π* of the slot with this index in the block. */
    public double prob(int index) {
        return prob[index];
    }

    /** Slot of the whole run at which the prompt begins. */
    public int firstSlotOf(int prompt) {
        return firstSlot + start[prompt];
    }

    /** K, the prompt's number of candidates. */
    public int candidates(int prompt) {
        return start[prompt + 1] - start[prompt];
    }

    /** Index into the flat arrays of the prompt's first candidate. */
    int offset(int prompt) {
        return start[prompt];
    }

    /** E_π*[r] on the prompt. */
    public double value(int prompt, RewardSlice rewards) {
        double value = 0;
        for (int i = rewards.from; i < rewards.to; i++) {
            value += prob[rewards.slot[i] - firstSlot] * rewards.reward[i];
        }
        return value;
    }

    /** The smallest dual of the prompt. */
    double lowestDual(int prompt) {
        return lowestDual[prompt];
    }

    /** Whether the window holds every candidate of the prompt: its entries then are the prompt's slots in order. */
    boolean isComplete(int prompt, RewardSlice rewards) {
        return rewards.to - rewards.from == start[prompt + 1] - start[prompt];
    }

    /** {@link #centre} of a window that is complete. */
    double centreOfComplete(int prompt, RewardSlice rewards) {
        return rewards.reward[rewards.from + mode[prompt]];
    }

    /** r of the candidate with this index within the prompt; 0 outside the window. */
    double reward(int prompt, RewardSlice rewards, int candidate) {
        if (isComplete(prompt, rewards)) {
            return rewards.reward[rewards.from + candidate];
        }
        int slot = firstSlotOf(prompt) + candidate;
        for (int i = rewards.from; i < rewards.to; i++) {
            if (rewards.slot[i] == slot) {
                return rewards.reward[i];
            }
        }
        return 0;
    }

    /** Index within the prompt of its likeliest candidate under π*. */
    int mode(int prompt) {
        return mode[prompt];
    }

    /** Index within the prompt of its likeliest candidate under π0. */
    int refMode(int prompt) {
        return refMode[prompt];
    }

    int index(int slot) {
        return slot - firstSlot;
    }

    /** The reward of the likeliest candidate under π*, where a candidate outside the window has reward 0. */
    double centre(int prompt, RewardSlice rewards) {
        if (isComplete(prompt, rewards)) {
            return centreOfComplete(prompt, rewards);
        }
        double likeliest = -1;
        double reported = 0;
        double centre = 0;
        for (int i = rewards.from; i < rewards.to; i++) {
            double p = prob[rewards.slot[i] - firstSlot];
            reported += p;
            if (p > likeliest) {
                likeliest = p;
                centre = rewards.reward[i];
            }
        }
        return likeliest > 1 - reported ? centre : 0;
    }

    /** π*-mass of the candidates outside the window, to full relative accuracy. */
    double restOfProb(int prompt, RewardSlice rewards, double reported) {
        if (rewards.size() == candidates(prompt)) {
            return 0;
        }
        if (1 - reported > ComplementMass.SAFE) {
            return 1 - reported;
        }
        AtomicReferenceArray<ComplementMass> cache = ofProb;
        if (cache == null) {
            ofProb = cache = new AtomicReferenceArray<>(prompts());
        }
        return complement(cache, prob, prompt).of(rewards.slot, rewards.from, rewards.to, firstSlotOf(prompt));
    }

    /** π0-mass of the candidates outside the window, to full relative accuracy. */
    double restOfRef(int prompt, RewardSlice rewards, double reported) {
        if (rewards.size() == candidates(prompt)) {
            return 0;
        }
        if (1 - reported > ComplementMass.SAFE) {
            return 1 - reported;
        }
        AtomicReferenceArray<ComplementMass> cache = ofRef;
        if (cache == null) {
            ofRef = cache = new AtomicReferenceArray<>(prompts());
        }
        return complement(cache, ref, prompt).of(rewards.slot, rewards.from, rewards.to, firstSlotOf(prompt));
    }

    private ComplementMass complement(AtomicReferenceArray<ComplementMass> cache, double[] mass, int prompt) {
        ComplementMass complement = cache.get(prompt);
        if (complement == null) {
            complement = new ComplementMass(mass, start[prompt], start[prompt + 1]);
            cache.set(prompt, complement);
        }
        return complement;
    }
}
