package dev.candor.engine.potential;

import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.References;
import dev.candor.divergence.Regulariser;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.io.write.ColumnTable;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A block of prompts with its optimum: ids for the output, arrays for the payments. */
public final class SolvedBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Doubles that hold a gap: 300 bits, enough for 10³⁰ beside 1 with all their digits. */
    static final int GAP_PARTS = 6;

    private final PromptBlock prompts;
    /** S, by slot of the block. */
    private final double[] aggregate;

    public final PolicyBlock policy;
    /** Exact sums over the block of q·G(S), q·⟨S,π0⟩ and q·D(π*‖π0). */
    public final ExactSums totals;

    private SolvedBlock(PromptBlock prompts, double[] aggregate, PolicyBlock policy, ExactSums totals) {
        this.prompts = prompts;
        this.aggregate = aggregate;
        this.policy = policy;
        this.totals = totals;
    }

    /**
     * Solves every prompt of a block.
     *
     * @param sums S by slot of the block, exact
     */
    public static SolvedBlock solve(
            Layout layout,
            int block,
            PromptBlock prompts,
            ExactSums sums,
            Regulariser regulariser,
            double totalPromptWeight) {
        int slots = layout.slots(block);
        double[] promptWeight = new double[prompts.prompts()];
        double[] ref = new double[slots];
        double[] prob = new double[slots];
        double[] dual = new double[slots];
        double[][] gap = new double[GAP_PARTS][];
        ExactSums totals = new ExactSums(3);
        for (int c = 0; c < prompts.prompts(); c++) {
            int from = prompts.start[c];
            promptWeight[c] = prompts.weight[c] / totalPromptWeight;
            double[] logBase = Arrays.copyOfRange(prompts.logBase, from, prompts.start[c + 1]);
            Optimum optimum = Optimum.of(logBase, sums, from, regulariser);
            System.arraycopy(optimum.ref, 0, ref, from, optimum.ref.length);
            System.arraycopy(optimum.prob, 0, prob, from, optimum.prob.length);
            System.arraycopy(optimum.dual, 0, dual, from, optimum.dual.length);
            place(optimum.gap, gap, from, slots);
            optimum.addTo(totals, promptWeight[c], regulariser);
        }
        double[] aggregate = IntStream.range(0, slots).mapToDouble(sums::value).toArray();
        PolicyBlock policy = new PolicyBlock(
                layout.firstPrompt(block),
                layout.firstSlot(block),
                prompts.start,
                promptWeight,
                prompts.logBase,
                ref,
                prob,
                dual,
                filled(gap));
        return new SolvedBlock(prompts, aggregate, policy, totals);
    }

    /** Copies the parts of a prompt's gaps that are not all 0 into those of the block. */
    private static void place(double[][] parts, double[][] all, int from, int slots) {
        for (int k = 0; k < parts.length; k++) {
            if (k == 0 || Arrays.stream(parts[k]).anyMatch(part -> part != 0)) {
                all[k] = all[k] == null ? new double[slots] : all[k];
                System.arraycopy(parts[k], 0, all[k], from, parts[k].length);
            }
        }
    }

    /** The parts that some prompt has, the first of them always; a part behind a missing one is missing. */
    private static double[][] filled(double[][] parts) {
        return Arrays.stream(parts).takeWhile(part -> part != null).toArray(double[][]::new);
    }

    /** One prompt solved; arrays of length K. */
    private static final class Optimum {
        /** S of the best candidate. */
        private final double best;
        /** S_best − S as a sum of doubles. */
        private final double[][] gap;

        private final double[] logRef;
        private final double[] ref;
        private final double[] prob;
        private final double[] dual;

        private Optimum(double best, double[][] gap, double[] logRef, double[] prob, double[] dual) {
            this.best = best;
            this.gap = gap;
            this.logRef = logRef;
            this.ref = References.probabilities(logRef);
            this.prob = prob;
            this.dual = dual;
        }

        static Optimum of(double[] logBase, ExactSums sums, int from, Regulariser regulariser) {
            int candidates = logBase.length;
            double[] logRef = normalised(logBase);
            int best = best(sums, from, candidates);
            double[][] gap = new double[GAP_PARTS][candidates];
            for (int x = 0; x < candidates; x++) {
                double[] parts = sums.differenceParts(best, from + x, GAP_PARTS);
                for (int k = 0; k < GAP_PARTS; k++) {
                    gap[k][x] = parts[k];
                }
            }
            double[] prob = new double[candidates];
            double[] dual = new double[candidates];
            regulariser.solve(logRef, gap, prob, dual);
            return new Optimum(sums.value(best), gap, logRef, prob, dual);
        }

        /** Adds q·G(S), q·⟨S,π0⟩ and q·D(π*‖π0), G(S) as S_best less what π* and the divergence cost. */
        void addTo(ExactSums totals, double promptWeight, Regulariser regulariser) {
            double behind = 0;
            double referenceBehind = 0;
            for (int x = 0; x < prob.length; x++) {
                behind += prob[x] * gap[0][x];
                referenceBehind += ref[x] * gap[0][x];
            }
            double divergence = regulariser.divergence(logRef, prob, dual);
            totals.add(0, promptWeight * best);
            totals.add(0, -promptWeight * (behind + regulariser.lambda() * divergence));
            totals.add(1, promptWeight * (best - referenceBehind));
            totals.add(2, promptWeight * divergence);
        }
    }

    public static double[] normalised(double[] logBase) {
        double normaliser = Stable.logSumExp(logBase, 0, logBase.length);
        return Arrays.stream(logBase).map(l -> l - normaliser).toArray();
    }

    /** Slot of the block with the largest S among [from, from + candidates): the first of them, compared exactly. */
    public static int best(ExactSums sums, int from, int candidates) {
        int best = from;
        for (int slot = from + 1; slot < from + candidates; slot++) {
            if (sums.difference(slot, best) > 0) {
                best = slot;
            }
        }
        return best;
    }

    /** The policy table's rows of this block, in the order of ids. */
    ColumnTable policyColumns(double totalPromptWeight) {
        return PolicyColumns.of(prompts, totalPromptWeight, policy::ref, policy::prob, x -> aggregate[x]);
    }
}
