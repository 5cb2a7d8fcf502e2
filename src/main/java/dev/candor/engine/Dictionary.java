package dev.candor.engine;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import dev.candor.io.GatedTables;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Every id once, numbered in the order of ids (UTF-8 bytes): prompts and candidate slots, agents and payers. The numbers
 * depend on the ids alone, never on a partition.
 */
final class Dictionary implements AutoCloseable {
    private static final StructType SLOTS = new StructType()
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_id", DataTypes.StringType, false)
            .add("prompt", DataTypes.IntegerType, false)
            .add("slot", DataTypes.IntegerType, false);

    private final JavaRDD<PromptCandidates> prompts;
    private final List<JavaRDD<?>> kept = new ArrayList<>();

    final Layout layout;
    /** Σ of the prompt weights. */
    final double totalPromptWeight;
    /** prompt_id, candidate_id → prompt, slot. */
    final Dataset<Row> slots;
    /** agent_id → agent, payer, weight, boost. */
    final Dataset<Row> agents;
    /** payer, payer_id, payer_weight, payer_boost, payer_agents. */
    final Dataset<Row> payers;

    final long agentCount;
    final long payerCount;

    Dictionary(SparkSession spark, GatedTables tables) {
        try {
            prompts = kept(prompts(tables));
            layout = new Layout(candidatesPerPrompt(prompts));
            totalPromptWeight = prompts.map(prompt -> prompt.weight)
                    .aggregate(new ExactSums(1), Dictionary::plus, Dictionary::plus)
                    .value(0);
            slots = slots(spark);
            Dataset<Row> known = tables.agents().orElseGet(() -> reporters(tables.reports()));
            Dataset<Row> sorted = known.sort("agent_id");
            StructType withNumber = sorted.schema().add("agent", DataTypes.LongType, false);
            JavaRDD<Row> numberedAgents = kept(numbered(sorted));
            agentCount = numberedAgents.count();
            Dataset<Row> numbered = spark.createDataFrame(numberedAgents, withNumber);
            boolean ownPayers = tables.agents().isEmpty()
                    || numbered.where(col("payer_id").notEqual(col("agent_id"))).isEmpty();
            if (ownPayers) {
                agents = numbered.select(
                        col("agent_id"), col("agent"), col("agent").as("payer"), col("weight"), col("boost"));
                payers = numbered.select(
                        col("agent").as("payer"),
                        col("agent_id").as("payer_id"),
                        col("weight").as("payer_weight"),
                        col("boost").as("payer_boost"),
                        lit(1L).as("payer_agents"));
                payerCount = agentCount;
            } else {
                payers = payers(spark, numbered);
                agents = numbered.join(payers.select("payer_id", "payer"), "payer_id")
                        .select("agent_id", "agent", "payer", "weight", "boost");
                payerCount = payers.count();
            }
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    /** Agents that are known by their reports only: weight and boost 1, each its own payer. */
    private static Dataset<Row> reporters(Dataset<Row> reports) {
        return reports.where(col("reject").equalTo(0))
                .select("agent_id")
                .distinct()
                .select(
                        col("agent_id"),
                        lit(1.0).as("weight"),
                        lit(1.0).as("boost"),
                        col("agent_id").as("payer_id"));
    }

    /** Σ of a payer's weights is taken over the sorted list, so that it depends on the weights alone. */
    private Dataset<Row> payers(SparkSession spark, Dataset<Row> agents) {
        Dataset<Row> grouped = agents.groupBy("payer_id")
                .agg(
                        sort_array(collect_list("weight")).as("weights"),
                        first("boost").as("payer_boost"),
                        org.apache.spark.sql.functions.count(lit(1)).as("payer_agents"))
                .select(
                        col("payer_id"),
                        expr("aggregate(weights, 0D, (total, w) -> total + w)").as("payer_weight"),
                        col("payer_boost"),
                        col("payer_agents"))
                .sort("payer_id");
        StructType schema = grouped.schema().add("payer", DataTypes.LongType, false);
        return spark.createDataFrame(kept(numbered(grouped)), schema);
    }

    private static JavaRDD<Row> numbered(Dataset<Row> sorted) {
        return sorted.toJavaRDD().zipWithIndex().map(Dictionary::withNumber);
    }

    private static Row withNumber(Tuple2<Row, Long> numbered) {
        Object[] values = new Object[numbered._1().size() + 1];
        for (int k = 0; k < values.length - 1; k++) {
            values[k] = numbered._1().get(k);
        }
        values[values.length - 1] = numbered._2();
        return RowFactory.create(values);
    }

    private static JavaRDD<PromptCandidates> prompts(GatedTables tables) {
        Dataset<Row> grouped = tables.candidates()
                .groupBy("prompt_id")
                .agg(array_sort(collect_list(struct("candidate_id", "log_base")))
                        .as("candidates"));
        Dataset<Row> weighted = tables.prompts()
                .map(prompts -> grouped.join(prompts, "prompt_id"))
                .orElseGet(() -> grouped.withColumn("prompt_weight", lit(1.0)));
        return weighted.select("prompt_id", "candidates", "prompt_weight")
                .sort("prompt_id")
                .toJavaRDD()
                .map(Dictionary::promptOf);
    }

    private static PromptCandidates promptOf(Row row) {
        List<Row> candidates = row.getList(1);
        String[] ids = candidates.stream().map(c -> c.getString(0)).toArray(String[]::new);
        double[] logBase = candidates.stream().mapToDouble(c -> c.getDouble(1)).toArray();
        return new PromptCandidates(row.getString(0), ids, logBase, row.getDouble(2));
    }

    private static int[] candidatesPerPrompt(JavaRDD<PromptCandidates> prompts) {
        List<int[]> parts = prompts.mapPartitions(rows -> {
                    List<Integer> counts = new ArrayList<>();
                    rows.forEachRemaining(prompt -> counts.add(prompt.candidateId.length));
                    return List.of(counts.stream().mapToInt(Integer::intValue).toArray())
                            .iterator();
                })
                .collect();
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private static ExactSums plus(ExactSums sum, double weight) {
        sum.add(0, weight);
        return sum;
    }

    private static ExactSums plus(ExactSums sum, ExactSums other) {
        sum.merge(other);
        return sum;
    }

    /** Prompts with their numbers. */
    JavaRDD<Tuple2<PromptCandidates, Long>> numberedPrompts() {
        return prompts.zipWithIndex().map(numbered -> numbered);
    }

    private Dataset<Row> slots(SparkSession spark) {
        Layout where = layout;
        JavaRDD<Row> rows = prompts.zipWithIndex().flatMap(numbered -> {
            PromptCandidates prompt = numbered._1();
            int number = numbered._2().intValue();
            return IntStream.range(0, prompt.candidateId.length)
                    .mapToObj(x ->
                            RowFactory.create(prompt.promptId, prompt.candidateId[x], number, where.start(number) + x))
                    .iterator();
        });
        return spark.createDataFrame(rows, SLOTS);
    }

    @Override
    public void close() {
        kept.forEach(JavaRDD::unpersist);
    }

    private <T> JavaRDD<T> kept(JavaRDD<T> rows) {
        kept.add(rows);
        return rows.persist(StorageLevel.MEMORY_AND_DISK());
    }
}
