package dev.candor.io.gate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.schema.InputTable;
import dev.candor.io.table.TableRows;
import dev.candor.model.RejectReason;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** What is judged of a row of candidates, agents or prompts beside the other rows. */
final class DimensionRules {
    private static final Column REJECT = col("reject");

    private DimensionRules() {}

    /** Adds {@code log_base}; rejects conflicting duplicates and what cannot be normalised within its prompt. */
    static Dataset<Row> candidates(TableRows table) {
        if (table.table() == InputTable.CHECKPOINTS) {
            return checkpoints(table);
        }
        Dataset<Row> rows =
                table.rows().withColumn("log_base", orZero("ref_logprob", table).minus(orZero("gen_logprob", table)));
        if (!table.present().contains("ref_logprob") && !table.present().contains("gen_logprob")) {
            return rows;
        }
        Column notFinite = abs(col("log_base")).geq(Double.POSITIVE_INFINITY);
        Dataset<Row> finite = rejecting(rows, notFinite, RejectReason.NOT_FINITE);
        Dataset<Row> single =
                withoutConflicts(finite, List.of("prompt_id", "candidate_id"), "ref_logprob", "gen_logprob");
        Column best = max(accepted("log_base")).over(Window.partitionBy("prompt_id"));
        return rejecting(
                        single.withColumn("best_log_base", best),
                        col("log_base").lt(col("best_log_base").minus(InputGate.MAX_NATS_BELOW_BEST)),
                        RejectReason.REFERENCE_UNDERFLOW)
                .drop("best_log_base");
    }

    /** {@code log_base} is the divergence of a checkpoint, 0 where none is said. */
    private static Dataset<Row> checkpoints(TableRows table) {
        Dataset<Row> rows = table.rows().withColumn("log_base", coalesce(col("divergence"), lit(0.0)));
        return withoutConflicts(rows, List.of("candidate_id"), "log_base");
    }

    /** Fills the defaults, of a group the empty id; rejects conflicting duplicates and payers whose agents have different boosts. */
    static Dataset<Row> agents(TableRows table) {
        if (table.table() == InputTable.AGENT_GROUPS) {
            return withoutConflicts(
                    table.rows().withColumn("group_id", coalesce(col("group_id"), lit(""))),
                    List.of("agent_id"),
                    "group_id");
        }
        Dataset<Row> rows = table.rows()
                .withColumn("weight", coalesce(col("weight"), lit(1.0)))
                .withColumn("boost", coalesce(col("boost"), lit(1.0)))
                .withColumn("payer_id", coalesce(nullif(col("payer_id"), lit("")), col("agent_id")));
        Dataset<Row> single = withoutConflicts(rows, List.of("agent_id"), "weight", "boost", "payer_id");
        Column mixed = differs("boost", Window.partitionBy("payer_id"));
        return rejecting(single.withColumn("mixed", mixed), col("mixed"), RejectReason.MIXED_PAYER_BOOSTS)
                .drop("mixed");
    }

    /** Fills the default; rejects conflicting duplicates. */
    static Dataset<Row> prompts(TableRows table) {
        Dataset<Row> rows = table.rows().withColumn("prompt_weight", coalesce(col("prompt_weight"), lit(1.0)));
        return withoutConflicts(rows, List.of("prompt_id"), "prompt_weight");
    }

    /** Rejects, of the rows accepted so far, those whose {@code key} is (not) among {@code known}, one row a key. */
    static Dataset<Row> unlessKnown(
            Dataset<Row> rows, String key, Dataset<Row> known, Column relevant, RejectReason reason) {
        Dataset<Row> flagged = known.select(col(key), lit(true).as("known"));
        return rejecting(
                        rows.join(flagged, rows.col(key).equalTo(flagged.col(key)), "left")
                                .drop(flagged.col(key)),
                        col("known").isNull().and(relevant),
                        reason)
                .drop("known");
    }

    /** One row a key of the accepted rows, which by now agree on {@code values}. */
    static Dataset<Row> accepted(Dataset<Row> rows, List<String> keys, String... values) {
        Column[] kept = Arrays.stream(values).map(value -> min(value).as(value)).toArray(Column[]::new);
        Dataset<Row> accepted = rows.filter(REJECT.equalTo(0));
        Column[] by = keys.stream().map(key -> col(key)).toArray(Column[]::new);
        return kept.length == 0
                ? accepted.select(by).distinct()
                : accepted.groupBy(by).agg(kept[0], Arrays.copyOfRange(kept, 1, kept.length));
    }

    /** Rejects for {@code reason} those of the rows accepted so far of which {@code broken} is true. */
    static Dataset<Row> rejecting(Dataset<Row> rows, Column broken, RejectReason reason) {
        return rows.withColumn(
                "reject",
                when(REJECT.equalTo(0).and(broken), lit(reason.code())).otherwise(REJECT));
    }

    /** Rejects the accepted rows of a key that differ in one of {@code values}. */
    static Dataset<Row> withoutConflicts(Dataset<Row> rows, List<String> keys, String... values) {
        WindowSpec key = Window.partitionBy(keys.stream().map(name -> col(name)).toArray(Column[]::new));
        Column conflict = Arrays.stream(values)
                .map(value -> differs(value, key))
                .reduce(Column::or)
                .orElseThrow();
        return rejecting(rows.withColumn("conflict", conflict), col("conflict"), RejectReason.CONFLICTING_DUPLICATE)
                .drop("conflict");
    }

    /** True where the accepted rows of the window have more than one value. */
    private static Column differs(String value, WindowSpec window) {
        return coalesce(
                min(accepted(value)).over(window).notEqual(max(accepted(value)).over(window)), lit(false));
    }

    private static Column accepted(String value) {
        return when(REJECT.equalTo(0), col(value));
    }

    private static Column orZero(String name, TableRows table) {
        return table.present().contains(name) ? col(name) : lit(0.0);
    }
}
