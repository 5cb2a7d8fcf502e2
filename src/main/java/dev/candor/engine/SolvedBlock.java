package dev.candor.engine;

import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.References;
import dev.candor.divergence.Regulariser;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A block of prompts with its optimum: ids for the output, arrays for the payments. */
final class SolvedBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    static final StructType POLICY_SCHEMA = new StructType()
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_id", DataTypes.StringType, false)
            .add("ref_prob", DataTypes.DoubleType, false)
            .add("prob", DataTypes.DoubleType, false)
            .add("aggregate_reward", DataTypes.DoubleType, false);

    private final PromptCandidates[] prompts;
    /** S, by slot of the block. */
    private final double[] aggregate;

    final PolicyBlock policy;
    /** Exact sums over the block of q·G(S), q·⟨S,π0⟩ and q·D(π*‖π0). */
    final ExactSums totals;

    private SolvedBlock(PromptCandidates[] prompts, double[] aggregate, PolicyBlock policy, ExactSums totals) {
        this.prompts = prompts;
        this.aggregate = aggregate;
        this.policy = policy;
        this.totals = totals;
    }

    /**
     * Solves every prompt of a block.
     *
     * @param prompts the block's prompts in order
     * @param sums S by slot of the block, exact
     */
    static SolvedBlock solve(
            Layout layout,
            int block,
            List<PromptCandidates> prompts,
            ExactSums sums,
            Regulariser regulariser,
            double totalPromptWeight) {
        PromptCandidates[] inOrder = prompts.toArray(PromptCandidates[]::new);
        int slots = layout.slots(block);
        int[] start = new int[inOrder.length + 1];
        double[] promptWeight = new double[inOrder.length];
        double[] ref = new double[slots];
        double[] prob = new double[slots];
        double[] dual = new double[slots];
        double[] aggregate = new double[slots];
        ExactSums totals = new ExactSums(3);
        for (int c = 0; c < inOrder.length; c++) {
            int from = start[c];
            int candidates = inOrder[c].logBase.length;
            start[c + 1] = from + candidates;
            promptWeight[c] = inOrder[c].weight / totalPromptWeight;
            double[] logRef = normalised(inOrder[c].logBase);
            double[] ref0 = References.probabilities(logRef);
            double[] gap = gaps(sums, from, candidates);
            double[] optimum = new double[candidates];
            double[] itsDual = new double[candidates];
            regulariser.solve(logRef, gap, optimum, itsDual);
            System.arraycopy(ref0, 0, ref, from, candidates);
            System.arraycopy(optimum, 0, prob, from, candidates);
            System.arraycopy(itsDual, 0, dual, from, candidates);
            double best = Double.NEGATIVE_INFINITY;
            double behind = 0;
            double referenceBehind = 0;
            for (int x = 0; x < candidates; x++) {
                aggregate[from + x] = sums.value(from + x);
                best = gap[x] == 0 ? aggregate[from + x] : best;
                behind += optimum[x] * gap[x];
                referenceBehind += ref0[x] * gap[x];
            }
            double divergence = regulariser.divergence(ref0, optimum);
            totals.add(0, promptWeight[c] * best);
            totals.add(0, -promptWeight[c] * (behind + regulariser.lambda() * divergence));
            totals.add(1, promptWeight[c] * (best - referenceBehind));
            totals.add(2, promptWeight[c] * divergence);
        }
        PolicyBlock policy = new PolicyBlock(
                layout.firstPrompt(block), layout.firstSlot(block), start, promptWeight, ref, prob, dual);
        return new SolvedBlock(inOrder, aggregate, policy, totals);
    }

    private static double[] normalised(double[] logBase) {
        double normaliser = Stable.logSumExp(logBase, 0, logBase.length);
        return Arrays.stream(logBase).map(l -> l - normaliser).toArray();
    }

    /** S_best − S_x, exact before one rounding; the best is the first of the largest. */
    private static double[] gaps(ExactSums sums, int from, int candidates) {
        int best = 0;
        for (int x = 1; x < candidates; x++) {
            if (sums.difference(from + x, from + best) > 0) {
                best = x;
            }
        }
        double[] gap = new double[candidates];
        for (int x = 0; x < candidates; x++) {
            gap[x] = sums.difference(from + best, from + x);
        }
        return gap;
    }

    /** The policy table's rows of this block, in the order of ids. */
    Iterator<Row> policyRows() {
        return IntStream.range(0, prompts.length)
                .boxed()
                .flatMap(c -> {
                    int from = policy.firstSlotOf(c) - policy.firstSlotOf(0);
                    return IntStream.range(0, prompts[c].candidateId.length)
                            .mapToObj(x -> RowFactory.create(
                                    prompts[c].promptId,
                                    prompts[c].candidateId[x],
                                    policy.ref(from + x),
                                    policy.prob(from + x),
                                    aggregate[from + x]));
                })
                .iterator();
    }
}
