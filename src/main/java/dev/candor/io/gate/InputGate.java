package dev.candor.io.gate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.store.PackedStore;
import dev.candor.io.table.FrameTables;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import dev.candor.kept.Kept;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What enters a settlement. Every row read is either accepted or rejected with a reason; a table that cannot be read as
 * the data contract says is refused as a whole.
 */
public final class InputGate {
    /** exp(−690) ≈ 2e-300: below, a reference probability is no longer a normal double after normalising. */
    public static final double MAX_NATS_BELOW_BEST = 690.0;

    private static final List<String> PAIR = List.of("prompt_id", "candidate_id");

    private InputGate() {}

    /**
     * Opens the tables: lists their files and reads the heads, no rows. Coefficients are left to {@link VectorTables}.
     *
     * @throws UserException when a table is missing, empty or not of the contract's columns and types, or when a file is
     *     damaged
     */
    public static InputTables open(SparkSession spark, InputPaths paths) {
        return open(spark, paths, Map.of());
    }

    /**
     * The same, some tables being given as frames: their rows pass the same checks as rows of files.
     *
     * @param frames with the columns of the data contract by name; a frame that is read twice must give the same rows
     * @throws UserException also when a frame lacks a column or has one of another type
     */
    public static InputTables open(SparkSession spark, InputPaths paths, Map<InputTable, Dataset<Row>> frames) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        List<TableFiles> files = Arrays.stream(InputTable.values())
                .filter(table -> table != InputTable.COEFFICIENTS)
                .flatMap(table -> paths.of(table).stream()
                        .map(location -> TableFiles.below(location, table, paths.format(), hadoop)))
                .toList();
        Optional<PackedStore> packed = paths.packed().map(location -> PackedStore.open(hadoop, location));
        Map<InputTable, TableRows> tables = new EnumMap<>(InputTable.class);
        tables.putAll(TableReader.read(spark, files));
        frames.forEach((table, frame) -> {
            if (table != InputTable.COEFFICIENTS) {
                tables.put(table.role(), FrameTables.of(spark, table, frame));
            }
        });
        return InputTables.of(spark, tables, packed);
    }

    /**
     * Opens, reads and checks. Candidates, agents and prompts are judged at once, a Spark job each; reports lazily.
     *
     * @throws UserException as {@link #open}
     */
    public static GatedTables read(SparkSession spark, InputPaths paths) {
        return open(spark, paths).judged();
    }

    /** Candidates, agents and prompts judged beside the other rows, whatever is wrong with them. */
    static GatedTables judged(SparkSession spark, Map<InputTable, TableRows> tables, Dataset<Row> reports) {
        Kept kept = new Kept();
        try {
            return judged(spark, tables, reports, kept);
        } catch (Throwable failure) {
            kept.close();
            throw failure;
        }
    }

    /** @param kept persists the judged rows, so that they are read and judged once; the frames made of them read these */
    private static GatedTables judged(
            SparkSession spark, Map<InputTable, TableRows> tables, Dataset<Row> reports, Kept kept) {
        Dataset<Row> candidateRows = kept.persist(Optional.ofNullable(tables.get(InputTable.CANDIDATES))
                .map(DimensionRules::candidates)
                .orElseGet(() -> named(reports)));
        Optional<Dataset<Row>> agentRows = Optional.ofNullable(tables.get(InputTable.AGENTS))
                .map(DimensionRules::agents)
                .map(kept::persist);
        Optional<Dataset<Row>> promptRows = Optional.ofNullable(tables.get(InputTable.PROMPTS))
                .map(DimensionRules::prompts)
                .map(kept::persist);

        Dataset<Row> candidates =
                promptRows.map(rows -> weighed(candidateRows, rows)).orElse(candidateRows);
        Optional<Dataset<Row>> prompts = promptRows.map(rows -> populated(rows, candidateRows));
        Rejections rejected = rejected(spark, tables, InputTable.AGENTS, agentRows)
                .plus(
                        tables.containsKey(InputTable.CANDIDATES)
                                ? rejected(spark, tables, InputTable.CANDIDATES, Optional.of(candidates))
                                : Rejections.ofMade(InputTable.CANDIDATES, candidates))
                .plus(rejected(spark, tables, InputTable.PROMPTS, prompts));
        GatedTables gated = new GatedTables(
                reports,
                DimensionRules.accepted(candidates, PAIR, "log_base"),
                agentRows.map(
                        rows -> DimensionRules.accepted(rows, List.of("agent_id"), "weight", "boost", "payer_id")),
                prompts.map(rows -> DimensionRules.accepted(rows, List.of("prompt_id"), "prompt_weight")),
                rejected,
                kept);
        gated.prompts().ifPresent(InputGate::refuseAllZero);
        return gated;
    }

    /** The pairs that accepted reports name, each with the same reference probability. */
    private static Dataset<Row> named(Dataset<Row> reports) {
        return DimensionRules.accepted(reports, PAIR)
                .withColumn("log_base", lit(0.0))
                .withColumn("reject", lit(0))
                .withColumn("row_text", to_json(struct(col("prompt_id"), col("candidate_id"))));
    }

    private static Dataset<Row> weighed(Dataset<Row> candidates, Dataset<Row> prompts) {
        Dataset<Row> known = DimensionRules.accepted(prompts, List.of("prompt_id"));
        return DimensionRules.unlessKnown(
                candidates, "prompt_id", known, lit(true), RejectReason.PROMPT_WITHOUT_WEIGHT);
    }

    /** A prompt without candidates takes weight from the others, unless its weight is 0. */
    private static Dataset<Row> populated(Dataset<Row> prompts, Dataset<Row> candidates) {
        Dataset<Row> known = DimensionRules.accepted(candidates, List.of("prompt_id"));
        return DimensionRules.unlessKnown(
                prompts, "prompt_id", known, col("prompt_weight").gt(0.0), RejectReason.UNKNOWN_PROMPT);
    }

    /** @param judged the table's rows, absent where it is not given */
    static Rejections rejected(
            SparkSession spark, Map<InputTable, TableRows> tables, InputTable role, Optional<Dataset<Row>> judged) {
        return judged.map(rows -> Rejections.of(tables.get(role).count(), rows))
                .orElseGet(() -> Rejections.none(spark));
    }

    private static void refuseAllZero(Dataset<Row> prompts) {
        Row largest =
                ReadFailures.explaining(() -> prompts.agg(max("prompt_weight")).head());
        if (!largest.isNullAt(0) && largest.getDouble(0) == 0.0) {
            throw UserException.inputRejected("Cannot use the prompts table: every prompt_weight is 0, and weights "
                    + "that sum to 0 cannot be normalised. Give some prompt a positive weight.");
        }
    }
}
