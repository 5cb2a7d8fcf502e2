package dev.candor.engine.export;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.Joins;
import dev.candor.model.ExportSummary.Pairs;
import dev.candor.population.PreferencePairs;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A settlement's policy as tables that trainers take (docs/export.md). Every row is a function of its prompt's rows
 * alone, so neither partitions nor orders can be seen in them.
 */
public final class TrainingData {
    private static final StructType PAIRS = new StructType()
            .add("prompt_id", DataTypes.StringType, false)
            .add("pair", DataTypes.LongType, false)
            .add("chosen_id", DataTypes.StringType, false)
            .add("rejected_id", DataTypes.StringType, false);

    private final Dataset<Row> policy;
    private final long prompts;
    private final Optional<Dataset<Row>> candidateTexts;
    private final Optional<Dataset<Row>> promptTexts;

    /**
     * What is exported.
     *
     * @param policy prompt_id, candidate_id, ref_prob, prob, aggregate_reward, prompt_weight (q, sum 1 over prompts)
     * @param prompts how many, those of weight 0 too
     * @param candidateTexts prompt_id, candidate_id, text of every candidate; without, ids alone are exported
     * @param promptTexts prompt_id, text of every prompt
     */
    public TrainingData(
            Dataset<Row> policy,
            long prompts,
            Optional<Dataset<Row>> candidateTexts,
            Optional<Dataset<Row>> promptTexts) {
        this.policy = policy;
        this.prompts = prompts;
        this.candidateTexts = candidateTexts;
        this.promptTexts = promptTexts;
    }

    /**
     * prompt_id, candidate_id[, prompt][, completion], weight = π*·q·(number of prompts) > 0. Minimising Σ weight·(−log π)
     * is minimising Σ_c q_c KL(π*_c ‖ π_c): its optimum among all policies is π*.
     */
    public Dataset<Row> weighted() {
        return perCandidate("weight", col("prob").multiply(relativeWeight()))
                .filter(col("weight").gt(0.0));
    }

    /** prompt_id, candidate_id[, prompt][, completion], reward = S = Σ κ w r. */
    public Dataset<Row> rewards() {
        return perCandidate("reward", col("aggregate_reward"));
    }

    /** prompt_id, pair, chosen_id, rejected_id[, prompt][, chosen][, rejected]: see {@link PreferencePairs}. */
    public Dataset<Row> preferences(Pairs pairs) {
        Dataset<Row> byPrompt = policy.groupBy("prompt_id")
                .agg(
                        first(relativeWeight()).as("weight"),
                        array_sort(collect_list(struct("candidate_id", "ref_prob", "prob")))
                                .as("candidates"));
        Dataset<Row> drawn = policy.sparkSession()
                .createDataFrame(byPrompt.toJavaRDD().flatMap(prompt -> drawn(prompt, pairs)), PAIRS);
        return withText(withText(withPrompts(drawn), "chosen"), "rejected");
    }

    /** q relative to the average prompt's. */
    private Column relativeWeight() {
        return col("prompt_weight").multiply(lit((double) prompts));
    }

    private static Iterator<Row> drawn(Row prompt, Pairs pairs) {
        String promptId = prompt.getString(0);
        List<Row> candidates = prompt.getList(2);
        PreferencePairs source = new PreferencePairs(
                candidates.stream().mapToDouble(x -> x.getDouble(2)).toArray(),
                candidates.stream().mapToDouble(x -> x.getDouble(1)).toArray(),
                pairs.beta());
        byte[] id = promptId.getBytes(StandardCharsets.UTF_8);
        long key = PreferencePairs.key(pairs.seed(), AgentHash.of(id, 0, id.length));
        return LongStream.range(0, source.count(key, pairs.perPrompt() * prompt.getDouble(1)))
                .mapToObj(number -> {
                    int[] pair = source.pair(key, number);
                    return RowFactory.create(
                            promptId,
                            number,
                            candidates.get(pair[0]).getString(0),
                            candidates.get(pair[1]).getString(0));
                })
                .iterator();
    }

    private Dataset<Row> perCandidate(String name, Column value) {
        Dataset<Row> rows = withPrompts(policy.withColumn(name, value));
        Dataset<Row> told = candidateTexts
                .map(texts ->
                        Joins.left(rows, texts.withColumnRenamed("text", "completion"), "prompt_id", "candidate_id"))
                .orElse(rows);
        return selected(told, "prompt_id", "candidate_id", "prompt", "completion", name);
    }

    private Dataset<Row> withPrompts(Dataset<Row> rows) {
        return promptTexts
                .map(texts -> Joins.left(rows, texts.withColumnRenamed("text", "prompt"), "prompt_id"))
                .orElse(rows);
    }

    /** Adds the text of the candidate {@code role}_id as {@code role}, after the other columns. */
    private Dataset<Row> withText(Dataset<Row> pairs, String role) {
        return candidateTexts
                .map(texts -> Joins.left(
                        pairs,
                        texts.withColumnRenamed("candidate_id", role + "_id").withColumnRenamed("text", role),
                        "prompt_id",
                        role + "_id"))
                .map(told ->
                        selected(told, "prompt_id", "pair", "chosen_id", "rejected_id", "prompt", "chosen", "rejected"))
                .orElse(pairs);
    }

    /** Those of {@code columns} that are there, in this order. */
    private static Dataset<Row> selected(Dataset<Row> rows, String... columns) {
        List<String> there = List.of(rows.columns());
        return rows.select(List.of(columns).stream()
                .filter(there::contains)
                .map(name -> col(name))
                .toArray(Column[]::new));
    }
}
