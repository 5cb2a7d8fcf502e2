package dev.candor.io.gate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.parquet.CountedRows;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.store.ArrayFiles;
import dev.candor.io.table.JsonFields;
import dev.candor.io.table.RowRules;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableRows;
import dev.candor.io.table.TableScan;
import dev.candor.io.table.TextTable;
import dev.candor.io.text.TextColumn;
import dev.candor.model.RatingScale;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What is judged of a row of a log of preferences by itself, and how it is brought into the one form of all logs. */
final class PreferenceRules {
    private static final String RANKING = "ranking";
    private static final List<TextColumn> RANKINGS = List.of(
            new TextColumn("agent_id", TextColumn.Kind.ID),
            new TextColumn("prompt_id", TextColumn.Kind.ID),
            new TextColumn(RANKING, TextColumn.Kind.IDS));

    private PreferenceRules() {}

    /** The rows of the rankings table, judged by themselves. */
    static TableRows rankings(SparkSession spark, InputPaths paths, Configuration hadoop) {
        TableFiles files = TableFiles.below(
                paths.of(InputTable.RANKINGS).orElseThrow(), InputTable.RANKINGS, paths.format(), hadoop);
        return switch (files.format()) {
            case PARQUET -> {
                StructType columns = new StructType();
                for (TextColumn column : RANKINGS) {
                    columns = columns.add(column.name(), column.type(TableFormat.JSON));
                }
                CountedRows found = ArrayFiles.read(spark, files, columns, Set.of());
                Dataset<Row> rows = judged(found.rows());
                yield read(rows, TableScan.ofRows(spark, found.count(), rows));
            }
            case JSON -> {
                TextTable text = TextTable.open(spark, files);
                JsonFields.beyondTheHeads(spark, text, RANKINGS);
                Dataset<Row> rows = judged(text.rows(RANKINGS));
                yield read(rows, TableScan.ofText(spark, InputTable.RANKINGS, rows, text));
            }
            case CSV ->
                throw UserException.configuration("Cannot read rankings from CSV, which has no arrays: write"
                        + " them as Parquet or JSON Lines; correct --rankings.");
        };
    }

    private static TableRows read(Dataset<Row> rows, TableScan scan) {
        return new TableRows(InputTable.RANKINGS, () -> rows, Set.copyOf(InputTable.RANKINGS.requiredColumns()), scan);
    }

    private static Dataset<Row> judged(Dataset<Row> raw) {
        Column ranking = col(RANKING);
        Column verdict = when(col(TextTable.VERDICT).notEqual(0), col(TextTable.VERDICT))
                .when(missing(col("agent_id")).or(missing(col("prompt_id"))), code(RejectReason.MISSING_ID))
                .when(ranking.isNull(), code(RejectReason.MISSING_VALUE))
                .when(exists(ranking, PreferenceRules::missing), code(RejectReason.MISSING_ID))
                .when(
                        RowRules.isTooLong(col("agent_id"))
                                .or(RowRules.isTooLong(col("prompt_id")))
                                .or(exists(ranking, RowRules::isTooLong)),
                        code(RejectReason.ID_TOO_LONG))
                .when(
                        not(is_valid_utf8(col("agent_id")))
                                .or(not(is_valid_utf8(col("prompt_id"))))
                                .or(exists(ranking, id -> not(is_valid_utf8(id)))),
                        code(RejectReason.NOT_UTF8))
                .otherwise(0);
        Column text = to_json(struct(col("agent_id"), col("prompt_id"), ranking));
        return raw.withColumn("reject", verdict)
                .withColumn("row_text", coalesce(col(TextTable.CORRUPT), text, lit("")));
    }

    private static Column missing(Column id) {
        return id.isNull().or(id.equalTo(""));
    }

    /** The rows in the one form, and what is wrong with a row of this table by itself. */
    static Dataset<Row> uniform(InputTable table, Dataset<Row> raw, Optional<RatingScale> scale) {
        Column outcome = col("outcome");
        Column a = col("candidate_a");
        Column b = col("candidate_b");
        Column ranking = col(RANKING);
        return switch (table) {
            case COMPARISONS ->
                form(
                        DimensionRules.rejecting(
                                DimensionRules.rejecting(
                                        raw, not(outcome.isin("a", "b", "tie")), RejectReason.UNKNOWN_OUTCOME),
                                a.equalTo(b),
                                RejectReason.SELF_COMPARISON),
                        when(outcome.equalTo("b"), array(b, a)).otherwise(array(a, b)),
                        when(outcome.equalTo("tie"), 0.0).otherwise(1.0));
            case RANKINGS ->
                form(
                        DimensionRules.rejecting(
                                DimensionRules.rejecting(raw, size(ranking).lt(2), RejectReason.TOO_SHORT),
                                size(array_distinct(ranking)).lt(size(ranking)),
                                RejectReason.REPEATED_CANDIDATE),
                        ranking,
                        lit(1.0));
            case RATINGS -> {
                Column position = position(scale.orElseThrow());
                yield form(
                        DimensionRules.rejecting(raw, position.isNull(), RejectReason.OUTSIDE_SCALE),
                        array(col("candidate_id")),
                        position);
            }
            default -> throw new IllegalArgumentException(table + " is no log of preferences");
        };
    }

    private static Dataset<Row> form(Dataset<Row> rows, Column items, Column number) {
        return rows.select(
                col("agent_id"),
                col("prompt_id"),
                items.as("items"),
                coalesce(number, lit(0.0)).as("number"),
                col("reject"),
                col("row_text"));
    }

    /** Where a rating lies on the scale, in [0, 1]; null outside. */
    private static Column position(RatingScale scale) {
        Column rating = col("rating");
        if (scale.levels().isEmpty()) {
            return when(
                    rating.between(scale.low(), scale.high()),
                    rating.minus(scale.low()).divide(scale.high() - scale.low()));
        }
        Column position = lit(null).cast(DataTypes.DoubleType);
        double steps = scale.levels().size() - 1;
        for (int k = 0; k <= steps; k++) {
            position = when(rating.equalTo(scale.levels().get(k)), k / steps).otherwise(position);
        }
        return position;
    }

    private static Column code(RejectReason reason) {
        return lit(reason.code());
    }
}
