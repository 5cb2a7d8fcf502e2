package dev.candor.engine.candidates;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.gate.GatedTables;
import dev.candor.io.gate.InputTables;
import dev.candor.io.schema.InputTable;
import dev.candor.io.table.RowBatches;
import dev.candor.io.table.TableScan;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The run's prompts and candidates, numbered in the order of their ids (UTF-8 bytes): the numbers depend on the ids alone.
 * They are sent whole to every executor when they are small enough, and sorted and joined by Spark when not.
 */
public abstract class Candidates implements AutoCloseable {
    static final StructType SLOTS = new StructType()
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_id", DataTypes.StringType, false)
            .add("prompt", DataTypes.IntegerType, false)
            .add("slot", DataTypes.IntegerType, false);

    public final Layout layout;
    /** Σ of the prompt weights. */
    public final double totalPromptWeight;
    /** Prompts of weight 0. */
    public final long weightless;

    Candidates(Layout layout, double totalPromptWeight, long weightless) {
        this.layout = layout;
        this.totalPromptWeight = totalPromptWeight;
        this.weightless = weightless;
    }

    /** Reads and numbers them. */
    public static Candidates of(SparkSession spark, InputTables tables, EngineLimits limits) {
        boolean small = limits.broadcastBytes() > 0 && estimate(tables) <= limits.broadcastBytes();
        if (small) {
            Optional<CandidateIndex> index = tidy(tables)
                    .or(() -> judged(spark, tables))
                    .filter(i -> i.sizeInBytes() <= limits.broadcastBytes());
            if (index.isPresent()) {
                return new Sent(spark, index.get());
            }
        }
        return CandidateTable.of(spark, tables.judged());
    }

    /** Bytes of the candidates, ids included, as far as can be told before they are read. */
    private static long estimate(InputTables tables) {
        return tables.scan(InputTable.CANDIDATES)
                .map(scan ->
                        Math.max(scan.bytes(), scan.rowCount().orElse(scan.bytes() / 4) * CandidateIndex.SLOT_BYTES))
                .orElseGet(() -> tables.judged().candidates().count() * CandidateIndex.SLOT_BYTES);
    }

    /** prompt_id, candidate_id, each pair once, without measures; empty where there is none. */
    public static Optional<CandidateIndex> index(SparkSession spark, Dataset<Row> pairs) {
        TableScan scan =
                InputTables.accepted(spark, InputTable.CANDIDATES, pairs.withColumn("log_base", functions.lit(0.0)));
        return CandidateSorter.index(rows(scan, CandidateRows::ofCandidates), Optional.empty());
    }

    private static Optional<CandidateIndex> tidy(InputTables tables) {
        return tables.scan(InputTable.CANDIDATES)
                .flatMap(scan -> CandidateSorter.index(
                        rows(scan, collecting(tables)),
                        tables.scan(InputTable.PROMPTS).map(prompts -> rows(prompts, CandidateRows::ofPrompts))));
    }

    private static Optional<CandidateIndex> judged(SparkSession spark, InputTables tables) {
        GatedTables gated = tables.judged();
        TableScan candidates = InputTables.accepted(spark, tables.table(InputTable.CANDIDATES), gated.candidates());
        Optional<CandidateRows> prompts = gated.prompts()
                .map(rows -> rows(InputTables.accepted(spark, InputTable.PROMPTS, rows), CandidateRows::ofPrompts));
        return CandidateSorter.index(rows(candidates, collecting(tables)), prompts);
    }

    /** How the rows of a task become columns. */
    @FunctionalInterface
    private interface Collecting extends java.io.Serializable {
        CandidateRows of(RowBatches batches) throws Exception;
    }

    private static Collecting collecting(InputTables tables) {
        return tables.table(InputTable.CANDIDATES) == InputTable.CHECKPOINTS
                ? CandidateRows::ofCheckpoints
                : CandidateRows::ofCandidates;
    }

    private static CandidateRows rows(TableScan scan, Collecting collecting) {
        CandidateRows all = scan.map(batches -> List.of(collecting.of(batches)).iterator()).collect().stream()
                .reduce(CandidateRows::merge)
                .orElseGet(CandidateRows::new);
        scan.requireAll(all.rows() + all.rejected);
        return all;
    }

    /** Block of prompts → its ids and measures, each block once. */
    public abstract JavaPairRDD<Integer, PromptBlock> blocks();

    /** The candidates in every executor, where they are. */
    public abstract Optional<Broadcast<CandidateIndex>> index();

    /** Columns of {@link #SLOTS}. */
    public abstract Dataset<Row> slots();

    /** Something computed of every slot's ids and numbers. */
    static Function<PromptBlock, List<Row>> rowsOf(Layout layout, int block) {
        return prompts -> IntStream.range(0, prompts.prompts())
                .boxed()
                .flatMap(c -> IntStream.range(prompts.start[c], prompts.start[c + 1])
                        .mapToObj(x -> RowFactory.create(
                                prompts.promptIds.get(c),
                                prompts.candidateIds.get(x),
                                layout.firstPrompt(block) + c,
                                layout.firstSlot(block) + x)))
                .toList();
    }

    /** Small enough to be in every executor. */
    private static final class Sent extends Candidates {
        private final SparkSession spark;
        private final Broadcast<CandidateIndex> index;

        Sent(SparkSession spark, CandidateIndex index) {
            super(index.layout, index.totalPromptWeight, index.weightless());
            this.spark = spark;
            this.index = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(index);
        }

        @Override
        public JavaPairRDD<Integer, PromptBlock> blocks() {
            Broadcast<CandidateIndex> all = index;
            List<Integer> numbers = IntStream.range(0, layout.blocks()).boxed().toList();
            return JavaSparkContext.fromSparkContext(spark.sparkContext())
                    .parallelize(
                            numbers,
                            Math.min(numbers.size(), spark.sparkContext().defaultParallelism()))
                    .mapToPair(block -> new Tuple2<>(block, all.value().block(block)));
        }

        @Override
        public Optional<Broadcast<CandidateIndex>> index() {
            return Optional.of(index);
        }

        @Override
        public Dataset<Row> slots() {
            Layout where = layout;
            return spark.createDataFrame(
                    blocks().flatMap(block ->
                            rowsOf(where, block._1()).apply(block._2()).iterator()),
                    SLOTS);
        }

        @Override
        public void close() {
            index.destroy();
        }
    }

    @Override
    public abstract void close();
}
