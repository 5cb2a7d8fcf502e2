package dev.candor.engine.candidates;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.gate.InputTables;
import dev.candor.io.parquet.CountedRows;
import dev.candor.model.UserException;
import dev.candor.numeric.Stable;
import dev.candor.policy.linear.FeatureBlock;
import org.apache.spark.sql.SparkSession;

/**
 * The run's candidates with their features φ, which rewards are linear in, and at times others, ψ, which policies are
 * made of; small enough to be in every executor. Of each there are as many for every candidate.
 */
public final class Features implements AutoCloseable {
    public final Candidates candidates;
    /** φ by block of prompts. */
    public final FeatureBlock[] blocks;
    /** ψ; the same array where policies are made of φ. */
    public final FeatureBlock[] policyBlocks;

    private Features(Candidates candidates, FeatureBlock[] blocks, FeatureBlock[] policyBlocks) {
        this.candidates = candidates;
        this.blocks = blocks;
        this.policyBlocks = policyBlocks;
    }

    /**
     * Reads them.
     *
     * @param rows prompt_id, candidate_id, features and policy_features arrays of double: every row of the candidates table
     * @throws UserException when a candidate lacks features, they differ in length or are not finite, or all together are
     *     too large to send
     */
    public static Features read(SparkSession spark, InputTables tables, CountedRows rows, EngineLimits limits) {
        Candidates candidates = Candidates.of(spark, tables, limits);
        try {
            CandidateIndex index =
                    candidates.index().orElseThrow(() -> tooLarge(limits)).value();
            VectorColumn features = new VectorColumn("features", index.layout.slots());
            VectorColumn policy = new VectorColumn("policy_features", index.layout.slots());
            VectorColumn.read(index, rows, features, policy);
            features.requirePresent();
            if (features.size() + policy.size() > limits.broadcastBytes() / Double.BYTES) {
                throw tooLarge(limits);
            }
            FeatureBlock[] blocks = blocks(index, features);
            return new Features(candidates, blocks, policy.isPresent() ? blocks(index, policy) : blocks);
        } catch (Throwable failure) {
            candidates.close();
            throw failure;
        }
    }

    private static UserException tooLarge(EngineLimits limits) {
        return UserException.configuration(
                "Cannot send the candidates' features to every executor: they take more than "
                        + (limits.broadcastBytes() >> 20)
                        + " MiB. Raise --broadcast-limit-mib (and the memory of executors and"
                        + " driver with it).");
    }

    private static FeatureBlock[] blocks(CandidateIndex index, VectorColumn column) {
        FeatureBlock[] blocks = new FeatureBlock[index.layout.blocks()];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b] = block(index, b, column);
        }
        return blocks;
    }

    private static FeatureBlock block(CandidateIndex index, int b, VectorColumn column) {
        PromptBlock prompts = index.block(b);
        double[] logRef = prompts.logBase.clone();
        double[] weight = new double[prompts.prompts()];
        for (int c = 0; c < weight.length; c++) {
            weight[c] = prompts.weight[c] / index.totalPromptWeight;
            double normaliser = Stable.logSumExp(logRef, prompts.start[c], prompts.start[c + 1]);
            for (int x = prompts.start[c]; x < prompts.start[c + 1]; x++) {
                logRef[x] -= normaliser;
            }
        }
        double[] all = column.slots(index.layout.firstSlot(b), logRef.length);
        return new FeatureBlock(column.length(), prompts.start, weight, logRef, all);
    }

    /** How many φ has. */
    public int count() {
        return blocks[0].features();
    }

    /** Whether policies are made of other features than rewards. */
    public boolean isRestricting() {
        return policyBlocks != blocks;
    }

    /** Prompts with one candidate. */
    public long promptsWithoutChoice() {
        return candidates.layout.withoutChoice();
    }

    /** Prompts of weight 0. */
    public long promptsWithoutWeight() {
        return candidates.weightless;
    }

    /** Prompts that have candidates. */
    public long prompts() {
        return candidates.layout.prompts();
    }

    /** Candidates of all prompts. */
    public long candidates() {
        return candidates.layout.slots();
    }

    @Override
    public void close() {
        candidates.close();
    }
}
