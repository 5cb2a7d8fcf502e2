package dev.candor.io.gate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.Texts;
import dev.candor.io.table.FrameTables;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** The column {@code text} of the tables of candidates and prompts, behind the gate: one text for each key wanted. */
public final class TextTables {
    private static final String KEY = "key";

    private TextTables() {}

    /**
     * A table of texts.
     *
     * @param texts the columns of the key, and the text: accepted, one row a key
     * @param rejected the rest
     */
    public record Judged(Dataset<Row> texts, Rejections rejected) {}

    /**
     * prompt_id, candidate_id, text, of files or of a frame; nothing where the table is not given.
     *
     * @param policy has a row for each candidate wanted
     * @throws UserException when the table cannot be read, has no texts, or lacks a candidate; unknown ones are rejected
     */
    public static Optional<Judged> candidates(
            SparkSession spark, InputPaths paths, Map<InputTable, Dataset<Row>> frames, Dataset<Row> policy) {
        return rows(spark, InputTable.CANDIDATE_TEXTS, paths, frames)
                .map(table -> judged(
                        table,
                        List.of("prompt_id", "candidate_id"),
                        policy,
                        lit(true),
                        RejectReason.UNKNOWN_CANDIDATE));
    }

    /** The same of prompts: prompt_id, text. Unknown ones that weigh nothing are let pass, as a settlement does. */
    public static Optional<Judged> prompts(
            SparkSession spark, InputPaths paths, Map<InputTable, Dataset<Row>> frames, Dataset<Row> policy) {
        return rows(spark, InputTable.PROMPT_TEXTS, paths, frames)
                .map(table -> judged(
                        table,
                        List.of("prompt_id"),
                        policy,
                        coalesce(col("prompt_weight"), lit(1.0)).gt(0.0),
                        RejectReason.UNKNOWN_PROMPT));
    }

    private static Optional<TableRows> rows(
            SparkSession spark, InputTable table, InputPaths paths, Map<InputTable, Dataset<Row>> frames) {
        if (frames.containsKey(table)) {
            return Optional.of(
                    withTexts(FrameTables.of(spark, table, frames.get(table)), "the DataFrame has no column text"));
        }
        return paths.of(table)
                .map(place -> TableFiles.below(
                        place, table, paths.format(), spark.sessionState().newHadoopConf()))
                .map(files -> withTexts(
                        TableReader.read(spark, List.of(files)).get(table), "no file of it has a column text"));
    }

    private static TableRows withTexts(TableRows table, String without) {
        if (!table.present().contains("text")) {
            throw UserException.inputRejected(
                    "Cannot take texts from the " + table.table().label() + " table: " + without + ". Add it, or drop "
                            + table.table().flag() + " to export ids alone.");
        }
        return table;
    }

    private static Judged judged(
            TableRows table, List<String> keys, Dataset<Row> policy, Column relevant, RejectReason unknown) {
        Column[] key = keys.stream().map(name -> col(name)).toArray(Column[]::new);
        Dataset<Row> wanted = policy.select(key).distinct();
        Dataset<Row> present =
                DimensionRules.rejecting(table.rows(), col("text").isNull(), RejectReason.MISSING_VALUE);
        Dataset<Row> single = DimensionRules.withoutConflicts(present, keys, "text");
        Dataset<Row> known = DimensionRules.unlessKnown(
                single.withColumn(KEY, struct(key)),
                KEY,
                wanted.select(struct(key).as(KEY)),
                relevant,
                unknown);
        Rejections rejected = Rejections.of(table.count(), known);
        Dataset<Row> texts = DimensionRules.accepted(known, keys, "text");
        if (rejected.total() == 0) {
            requireAll(table.table(), wanted, texts, keys);
        }
        return new Judged(texts, rejected);
    }

    private static void requireAll(InputTable table, Dataset<Row> wanted, Dataset<Row> texts, List<String> keys) {
        Dataset<Row> missing = ReadFailures.explaining(
                () -> wanted.join(texts, CollectionConverters.asScala(keys).toSeq(), "left_anti"));
        List<Row> first = ReadFailures.explaining(() -> missing.orderBy(
                        keys.get(0), keys.subList(1, keys.size()).toArray(String[]::new))
                .takeAsList(1));
        if (!first.isEmpty()) {
            throw UserException.inputRejected("Cannot find the texts of " + missing.count() + " of the settlement's "
                    + table.label() + " in the " + table.label() + " table, the first "
                    + String.join(", ", keys) + " = "
                    + Texts.printable(first.get(0).mkString(", "))
                    + ". Add them to " + table.flag() + ", or correct --settlement.");
        }
    }
}
