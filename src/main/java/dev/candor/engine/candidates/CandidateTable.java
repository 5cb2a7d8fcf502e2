package dev.candor.engine.candidates;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import dev.candor.engine.runtime.IdArray;
import dev.candor.io.gate.GatedTables;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Candidates too many for one executor: sorted by Spark, kept where they are, joined with the reports. */
final class CandidateTable extends Candidates {
    private final SparkSession spark;
    private final JavaRDD<Prompt> prompts;

    private CandidateTable(SparkSession spark, JavaRDD<Prompt> prompts, Layout layout, ExactSums weights) {
        super(layout, weights.value(0), (long) weights.value(1));
        this.spark = spark;
        this.prompts = prompts;
    }

    static CandidateTable of(SparkSession spark, GatedTables tables) {
        JavaRDD<Prompt> prompts = prompts(tables).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Layout layout = new Layout(candidatesPerPrompt(prompts));
            ExactSums weights = prompts.map(prompt -> prompt.weight)
                    .aggregate(new ExactSums(2), CandidateTable::plus, CandidateTable::plus);
            return new CandidateTable(spark, prompts, layout, weights);
        } catch (Throwable failure) {
            prompts.unpersist();
            throw failure;
        }
    }

    /** One prompt and its K candidates in the order of their ids. */
    private static final class Prompt implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String promptId;
        private final String[] candidateId;
        private final double[] logBase;
        private final double weight;

        Prompt(Row row) {
            List<Row> candidates = row.getList(1);
            promptId = row.getString(0);
            candidateId = candidates.stream().map(c -> c.getString(0)).toArray(String[]::new);
            logBase = candidates.stream().mapToDouble(c -> c.getDouble(1)).toArray();
            weight = row.getDouble(2);
        }
    }

    private static JavaRDD<Prompt> prompts(GatedTables tables) {
        Dataset<Row> grouped = tables.candidates()
                .groupBy("prompt_id")
                .agg(array_sort(collect_list(struct("candidate_id", "log_base")))
                        .as("candidates"));
        Dataset<Row> weighted = tables.prompts()
                .map(prompts -> grouped.join(prompts, "prompt_id"))
                .orElseGet(() -> grouped.withColumn("prompt_weight", lit(1.0)));
        return weighted.select(col("prompt_id"), col("candidates"), col("prompt_weight"))
                .sort("prompt_id")
                .toJavaRDD()
                .map(Prompt::new);
    }

    private static int[] candidatesPerPrompt(JavaRDD<Prompt> prompts) {
        List<int[]> parts = prompts.mapPartitions(rows -> {
                    List<Integer> counts = new ArrayList<>();
                    rows.forEachRemaining(prompt -> counts.add(prompt.candidateId.length));
                    return List.of(counts.stream().mapToInt(Integer::intValue).toArray())
                            .iterator();
                })
                .collect();
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /** Adds the weight, and 1 to the number of prompts without any. */
    private static ExactSums plus(ExactSums sum, double weight) {
        sum.add(0, weight);
        sum.add(1, weight == 0 ? 1 : 0);
        return sum;
    }

    private static ExactSums plus(ExactSums sum, ExactSums other) {
        sum.merge(other);
        return sum;
    }

    @Override
    public JavaPairRDD<Integer, PromptBlock> blocks() {
        Layout where = layout;
        return prompts.zipWithIndex()
                .mapToPair(numbered -> new Tuple2<>(where.blockOf(numbered._2().intValue()), numbered))
                .groupByKey()
                .mapValues(CandidateTable::block);
    }

    private static PromptBlock block(Iterable<Tuple2<Prompt, Long>> numbered) {
        List<Tuple2<Prompt, Long>> sorted = new ArrayList<>();
        numbered.forEach(sorted::add);
        sorted.sort(Comparator.comparing(Tuple2::_2));
        List<Prompt> prompts = sorted.stream().map(Tuple2::_1).toList();
        int[] start = new int[prompts.size() + 1];
        for (int c = 0; c < prompts.size(); c++) {
            start[c + 1] = start[c] + prompts.get(c).candidateId.length;
        }
        return new PromptBlock(
                ids(prompts.stream().map(prompt -> prompt.promptId).toList()),
                ids(prompts.stream()
                        .flatMap(prompt -> Arrays.stream(prompt.candidateId))
                        .toList()),
                start,
                prompts.stream()
                        .flatMapToDouble(prompt -> Arrays.stream(prompt.logBase))
                        .toArray(),
                prompts.stream().mapToDouble(prompt -> prompt.weight).toArray());
    }

    private static IdArray ids(List<String> texts) {
        IdDictionary dictionary = new IdDictionary();
        int[] codes = texts.stream()
                .mapToInt(text -> {
                    byte[] id = text.getBytes(StandardCharsets.UTF_8);
                    return dictionary.intern(id, 0, id.length);
                })
                .toArray();
        return IdArray.of(dictionary, codes, 0, codes.length);
    }

    @Override
    public Optional<Broadcast<CandidateIndex>> index() {
        return Optional.empty();
    }

    @Override
    public Dataset<Row> slots() {
        Layout where = layout;
        JavaRDD<Row> rows = prompts.zipWithIndex().flatMap(numbered -> {
            Prompt prompt = numbered._1();
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
        prompts.unpersist();
    }
}
