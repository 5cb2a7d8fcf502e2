package dev.candor.io.gate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.parquet.CountedRows;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import dev.candor.io.store.ArrayFiles;
import dev.candor.io.table.FrameTables;
import dev.candor.io.table.RowRules;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableScan;
import dev.candor.io.table.TextTable;
import dev.candor.io.text.TextColumn;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Tables with columns of arrays: features φ and policy features ψ of candidates, coefficients β of agents. Parquet or JSON Lines; a CSV file has
 * no arrays.
 */
public final class VectorTables {
    private static final StructType FEATURES = new StructType()
            .add("prompt_id", DataTypes.StringType)
            .add("candidate_id", DataTypes.StringType)
            .add("features", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("policy_features", DataTypes.createArrayType(DataTypes.DoubleType));
    private static final StructType COEFFICIENTS = new StructType()
            .add("agent_id", DataTypes.StringType)
            .add("beta", DataTypes.createArrayType(DataTypes.DoubleType));
    private static final Set<String> OPTIONAL = Set.of("policy_features");

    private VectorTables() {}

    /**
     * prompt_id, candidate_id, features, policy_features of every row of the candidates table, as they lie there;
     * policy_features null where the table has no such column.
     *
     * @throws UserException when the table is CSV, or Parquet without the other columns
     */
    public static CountedRows features(SparkSession spark, InputPaths paths) {
        return features(spark, paths, Map.of());
    }

    /** The same where the candidates may be a frame. */
    public static CountedRows features(SparkSession spark, InputPaths paths, Map<InputTable, Dataset<Row>> frames) {
        return read(spark, paths, frames, InputTable.CANDIDATES, FEATURES);
    }

    /**
     * The coefficients as a game of one prompt, whose id is empty: feature j is the candidate with id j in five digits, and
     * β_j the reward.
     *
     * @param features d
     * @param real the run's tables, whose agents, errors and rejections are taken over
     */
    public static InputTables coefficients(SparkSession spark, InputPaths paths, int features, InputTables real) {
        return coefficients(spark, paths, Map.of(), features, real);
    }

    /** The same where the coefficients may be a frame. */
    public static InputTables coefficients(
            SparkSession spark,
            InputPaths paths,
            Map<InputTable, Dataset<Row>> frames,
            int features,
            InputTables real) {
        CountedRows counted = read(spark, paths, frames, InputTable.COEFFICIENTS, COEFFICIENTS);
        Dataset<Row> raw = counted.rows();
        Column beta = col("beta");
        Column noNumber = col(TextTable.VERDICT).equalTo(RejectReason.NOT_A_NUMBER.code());
        Column verdict = when(col(TextTable.VERDICT).notEqual(0).and(not(noNumber)), col(TextTable.VERDICT))
                .when(col("agent_id").isNull().or(col("agent_id").equalTo("")), code(RejectReason.MISSING_ID))
                .when(RowRules.isTooLong(col("agent_id")), code(RejectReason.ID_TOO_LONG))
                .when(not(is_valid_utf8(col("agent_id"))), code(RejectReason.NOT_UTF8))
                .when(noNumber, col(TextTable.VERDICT))
                .when(beta.isNull().or(any(beta, Column::isNull)), code(RejectReason.MISSING_VALUE))
                .when(size(beta).notEqual(features), code(RejectReason.WRONG_LENGTH))
                .when(
                        any(beta, x -> isnan(x).or(abs(x).equalTo(Double.POSITIVE_INFINITY))),
                        code(RejectReason.NOT_FINITE))
                .when(any(beta, RowRules::isTooLarge), code(RejectReason.OUT_OF_RANGE))
                .otherwise(0);
        GatedTables judgedTables = real.judged();
        Dataset<Row> known = judgedTables
                .agents()
                .map(agents -> DimensionRules.unlessKnown(
                        raw.withColumn("reject", verdict), "agent_id", agents, lit(true), RejectReason.UNKNOWN_AGENT))
                .orElseGet(() -> raw.withColumn("reject", verdict));
        Dataset<Row> judged = withoutConflicts(known)
                .withColumn(
                        "row_text", coalesce(col(TextTable.CORRUPT), to_json(struct(col("agent_id"), beta)), lit("")));
        Dataset<Row> reports = judged.select(
                        col("agent_id"),
                        col("reject"),
                        col("row_text"),
                        posexplode(when(col("reject").equalTo(0), beta).otherwise(array(lit(0.0)))))
                .select(
                        col("agent_id"),
                        lit("").as("prompt_id"),
                        format_string("%05d", col("pos")).as("candidate_id"),
                        col("col").plus(0.0).as("reward"),
                        col("reject"),
                        col("row_text"));
        Dataset<Row> candidates = spark.range(features)
                .select(
                        lit("").as("prompt_id"),
                        format_string("%05d", col("id")).as("candidate_id"),
                        lit(0.0).as("log_base"));
        InputTables tables = InputTables.of(
                spark,
                new GatedTables(
                        reports,
                        candidates,
                        judgedTables.agents(),
                        Optional.empty(),
                        judgedTables.rejected(),
                        judgedTables.kept()),
                InputTable.COEFFICIENTS,
                TableScan.ofRows(spark, InputTable.REPORTS, reports, counted.count(), features));
        return tables.with(InputTable.ERRORS, real);
    }

    /** An agent with two different β is out with both, not with those values that differ. */
    private static Dataset<Row> withoutConflicts(Dataset<Row> rows) {
        Column text = when(col("reject").equalTo(0), to_json(struct(col("beta"))));
        WindowSpec agent = Window.partitionBy("agent_id");
        return DimensionRules.rejecting(
                        rows.withColumn(
                                "conflict",
                                min(text).over(agent).notEqual(max(text).over(agent))),
                        coalesce(col("conflict"), lit(false)),
                        RejectReason.CONFLICTING_DUPLICATE)
                .drop("conflict");
    }

    private static Column any(Column array, Function<Column, Column> test) {
        return exists(array, test::apply);
    }

    private static Column code(RejectReason reason) {
        return lit(reason.code());
    }

    /** The columns of {@code schema} and, of a line that is no such row, its text in {@link TextTable#CORRUPT}. */
    private static CountedRows read(
            SparkSession spark,
            InputPaths paths,
            Map<InputTable, Dataset<Row>> frames,
            InputTable table,
            StructType schema) {
        if (frames.containsKey(table)) {
            return new CountedRows(
                    FrameTables.ofArrays(table, frames.get(table), schema, OPTIONAL), RowCount.unknown(table));
        }
        Configuration hadoop = spark.sessionState().newHadoopConf();
        TableFiles files = TableFiles.below(paths.of(table).orElseThrow(), table, paths.format(), hadoop);
        return switch (files.format()) {
            case PARQUET -> ArrayFiles.read(spark, files, schema, OPTIONAL);
            case JSON -> {
                TextTable text = TextTable.open(spark, files);
                yield new CountedRows(text.rows(textColumns(schema)), new RowCount(table, text.rowCount()));
            }
            case CSV ->
                throw UserException.configuration(
                        "Cannot read arrays from the " + table.label() + " table: it is CSV, and"
                                + " CSV has none. Write it as Parquet or JSON Lines; correct " + table.flag() + ".");
        };
    }

    private static List<TextColumn> textColumns(StructType schema) {
        return Arrays.stream(schema.fields())
                .map(field -> new TextColumn(
                        field.name(),
                        field.dataType() instanceof ArrayType ? TextColumn.Kind.NUMBERS : TextColumn.Kind.ID))
                .toList();
    }
}
