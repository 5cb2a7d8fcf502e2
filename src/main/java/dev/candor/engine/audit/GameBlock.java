package dev.candor.engine.audit;

import dev.candor.divergence.Regulariser;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.engine.potential.SolvedBlock;
import dev.candor.mechanism.attack.PromptGame;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The prompts of a block as an attack plays them: what is public of each, and how far every candidate is behind the best
 * in what all want together.
 */
final class GameBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int firstPrompt;
    private final int firstSlot;
    /** First slot of each prompt, relative to firstSlot, length P + 1. */
    private final int[] start;
    /** q, length P. */
    private final double[] promptWeight;
    /** log π0, length M. */
    private final double[] logRef;
    /** S_best − S, exact before it was rounded once, length M. */
    private final double[] gap;

    private GameBlock(
            int firstPrompt, int firstSlot, int[] start, double[] promptWeight, double[] logRef, double[] gap) {
        this.firstPrompt = firstPrompt;
        this.firstSlot = firstSlot;
        this.start = start;
        this.promptWeight = promptWeight;
        this.logRef = logRef;
        this.gap = gap;
    }

    /** @param sums S by slot of the block, exact */
    static GameBlock of(Layout layout, int block, PromptBlock prompts, ExactSums sums, double totalPromptWeight) {
        int slots = layout.slots(block);
        double[] promptWeight = new double[prompts.prompts()];
        double[] logRef = new double[slots];
        double[] gap = new double[slots];
        for (int c = 0; c < promptWeight.length; c++) {
            int from = prompts.start[c];
            int to = prompts.start[c + 1];
            promptWeight[c] = prompts.weight[c] / totalPromptWeight;
            System.arraycopy(
                    SolvedBlock.normalised(Arrays.copyOfRange(prompts.logBase, from, to)), 0, logRef, from, to - from);
            int best = SolvedBlock.best(sums, from, to - from);
            for (int x = from; x < to; x++) {
                gap[x] = sums.difference(best, x);
            }
        }
        return new GameBlock(
                layout.firstPrompt(block), layout.firstSlot(block), prompts.start, promptWeight, logRef, gap);
    }

    /** Number in the whole run of the block's first prompt. */
    int firstPrompt() {
        return firstPrompt;
    }

    int prompts() {
        return promptWeight.length;
    }

    /** q of the prompt with this index in the block. */
    double promptWeight(int prompt) {
        return promptWeight[prompt];
    }

    /** Slot of the whole run behind the last of the prompt's. */
    int endSlot(int prompt) {
        return firstSlot + start[prompt + 1];
    }

    /** Index in the block of the prompt of a slot of the whole run. */
    int promptOf(int slot) {
        int at = Arrays.binarySearch(start, slot - firstSlot);
        int prompt = at >= 0 ? at : -at - 2;
        while (start[prompt + 1] == start[prompt]) {
            prompt++;
        }
        return prompt;
    }

    /** The prompt as a payer meets it that reported entries [from, to) of its rows there; none is to want nothing. */
    PromptGame game(Regulariser regulariser, int prompt, SampledRows rows, int from, int to) {
        int first = start[prompt];
        int candidates = start[prompt + 1] - first;
        double[] truth = new double[candidates];
        for (int k = from; k < to; k++) {
            truth[rows.slot[k] - firstSlot - first] = rows.scale * rows.reward[k];
        }
        double[] fromMiddle = PromptGame.fromMiddle(truth);
        double[] others = new double[candidates];
        for (int x = 0; x < candidates; x++) {
            others[x] = -gap[first + x] - fromMiddle[x];
        }
        return new PromptGame(
                regulariser,
                Arrays.copyOfRange(logRef, first, first + candidates),
                others,
                truth,
                rows.scale,
                rows.boost);
    }
}
