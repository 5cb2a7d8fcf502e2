package dev.candor.engine.potential;

import dev.candor.engine.candidates.PromptBlock;
import dev.candor.io.write.ColumnTable;
import dev.candor.io.write.ColumnValues;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table policy/ of a class whose policy is a table of probabilities, a row for each candidate. */
public final class PolicyColumns {
    /** {@code aggregate_reward}: S = Σ κ w r, in reward × weight. {@code prompt_weight}: q, sum 1 over the prompts. */
    static final StructType SCHEMA = new StructType()
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_id", DataTypes.StringType, false)
            .add("ref_prob", DataTypes.DoubleType, false)
            .add("prob", DataTypes.DoubleType, false)
            .add("aggregate_reward", DataTypes.DoubleType, false)
            .add("prompt_weight", DataTypes.DoubleType, false);

    private PolicyColumns() {}

    /**
     * The rows of a block of prompts, in the order of ids.
     *
     * @param totalPromptWeight of all blocks
     * @param ref π0 by slot of the block; so too π* and S
     */
    static ColumnTable of(
            PromptBlock prompts,
            double totalPromptWeight,
            IntToDoubleFunction ref,
            IntToDoubleFunction prob,
            IntToDoubleFunction aggregate) {
        int candidates = prompts.start[prompts.prompts()];
        int[] prompt = new int[candidates];
        double[] promptWeight = new double[candidates];
        for (int c = 0; c < prompts.prompts(); c++) {
            Arrays.fill(prompt, prompts.start[c], prompts.start[c + 1], c);
            Arrays.fill(promptWeight, prompts.start[c], prompts.start[c + 1], prompts.weight[c] / totalPromptWeight);
        }
        return new ColumnTable(
                candidates,
                List.of(
                        prompts.promptIds.cells(prompt),
                        prompts.candidateIds.cells(),
                        column(candidates, ref),
                        column(candidates, prob),
                        column(candidates, aggregate),
                        ColumnValues.numbers(promptWeight)));
    }

    private static ColumnValues column(int candidates, IntToDoubleFunction values) {
        double[] column = new double[candidates];
        Arrays.setAll(column, values);
        return ColumnValues.numbers(column);
    }
}
