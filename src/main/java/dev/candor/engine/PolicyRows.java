package dev.candor.engine;

import java.util.Iterator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table policy/ of a class whose policy is a table of probabilities, a row for each candidate. */
final class PolicyRows {
    /** {@code aggregate_reward}: S = Σ κ w r, in reward × weight. {@code prompt_weight}: q, sum 1 over the prompts. */
    static final StructType SCHEMA = new StructType()
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_id", DataTypes.StringType, false)
            .add("ref_prob", DataTypes.DoubleType, false)
            .add("prob", DataTypes.DoubleType, false)
            .add("aggregate_reward", DataTypes.DoubleType, false)
            .add("prompt_weight", DataTypes.DoubleType, false);

    private PolicyRows() {}

    /**
     * The rows of a block of prompts, in the order of ids.
     *
     * @param totalPromptWeight of all blocks
     * @param ref π0 by slot of the block; so too π* and S
     */
    static Iterator<Row> of(
            PromptBlock prompts,
            double totalPromptWeight,
            IntToDoubleFunction ref,
            IntToDoubleFunction prob,
            IntToDoubleFunction aggregate) {
        return IntStream.range(0, prompts.prompts())
                .boxed()
                .flatMap(c -> {
                    String promptId = prompts.promptIds.get(c);
                    double promptWeight = prompts.weight[c] / totalPromptWeight;
                    return IntStream.range(prompts.start[c], prompts.start[c + 1])
                            .mapToObj(x -> RowFactory.create(
                                    promptId,
                                    prompts.candidateIds.get(x),
                                    ref.applyAsDouble(x),
                                    prob.applyAsDouble(x),
                                    aggregate.applyAsDouble(x),
                                    promptWeight));
                })
                .iterator();
    }
}
