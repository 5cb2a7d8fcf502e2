package dev.candor.engine.potential;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.numeric.Stable;
import dev.candor.policy.mixture.ExpertBlock;
import java.io.Serializable;
import java.util.Arrays;

/** The K experts and the reference model on all M candidates: what every executor holds of a mixture. */
final class ExpertMasses implements Serializable {
    private static final long serialVersionUID = 1L;

    /** K. */
    final int experts;
    /** π_k of each candidate, M × K by rows. */
    final double[] prob;
    /** π0 of each candidate, length M. */
    final double[] ref;
    /** q of its prompt, length M. */
    final double[] weight;
    /** By block of prompts: cut by ids alone, so that sums do not depend on partitions. */
    final ExpertBlock[] blocks;

    /**
     * Takes the experts without copying them.
     *
     * @param prompts the run's, by block
     * @param total Σ of the prompt weights
     * @param prob π_k of each candidate, M × K by rows
     */
    ExpertMasses(Layout layout, PromptBlock[] prompts, double total, int experts, double[] prob) {
        this.experts = experts;
        this.prob = prob;
        this.ref = new double[layout.slots()];
        this.weight = new double[layout.slots()];
        this.blocks = new ExpertBlock[prompts.length];
        for (int b = 0; b < blocks.length; b++) {
            int first = layout.firstSlot(b);
            int last = layout.firstSlot(b + 1);
            fill(prompts[b], total, first);
            blocks[b] = new ExpertBlock(
                    experts,
                    Arrays.copyOfRange(prob, first * experts, last * experts),
                    Arrays.copyOfRange(ref, first, last),
                    Arrays.copyOfRange(weight, first, last));
        }
    }

    private void fill(PromptBlock prompts, double total, int first) {
        for (int c = 0; c < prompts.prompts(); c++) {
            int from = prompts.start[c];
            int to = prompts.start[c + 1];
            System.arraycopy(prompts.logBase, from, ref, first + from, to - from);
            exponentiate(ref, first + from, first + to, 1);
            normalise(ref, first + from, first + to, 1);
            Arrays.fill(weight, first + from, first + to, prompts.weight[c] / total);
        }
    }

    /** All candidates. */
    ExpertBlock whole() {
        return new ExpertBlock(experts, prob, ref, weight);
    }

    /** Entries from, from + stride, … before {@code to} become their exponentials up to a constant, the largest 1. */
    static void exponentiate(double[] log, int from, int to, int stride) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int at = from; at < to; at += stride) {
            largest = Math.max(largest, log[at]);
        }
        for (int at = from; at < to; at += stride) {
            double below = log[at] - largest;
            // What the difference was rounded by: at −700 it would be some 10⁻¹³ of the result.
            double rest = Stable.sumRest(log[at], -largest, below);
            log[at] = largest == Double.NEGATIVE_INFINITY ? 0 : StrictMath.exp(below) * (1 + rest);
        }
    }

    /** Divides entries from, from + stride, … before {@code to} by their sum, and returns that. */
    static double normalise(double[] mass, int from, int to, int stride) {
        double sum = 0;
        double rest = 0;
        for (int at = from; at < to; at += stride) {
            double longer = sum + mass[at];
            rest += Stable.sumRest(sum, mass[at], longer);
            sum = longer;
        }
        sum += rest;
        for (int at = from; sum > 0 && at < to; at += stride) {
            mass[at] /= sum;
        }
        return sum;
    }
}
