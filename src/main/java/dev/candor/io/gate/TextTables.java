package dev.candor.io.gate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.schema.Texts;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.util.List;
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
     * prompt_id, candidate_id, text.
     *
     * @param policy has a row for each candidate wanted
     * @throws UserException when the table cannot be read, has no texts, or lacks a candidate; unknown ones are rejected
     */
    public static Judged candidates(
            SparkSession spark, String location, Optional<TableFormat> format, Dataset<Row> policy) {
        return judged(
                spark,
                TableFiles.below(
                        location,
                        InputTable.CANDIDATE_TEXTS,
                        format,
                        spark.sessionState().newHadoopConf()),
                List.of("prompt_id", "candidate_id"),
                policy,
                lit(true),
                RejectReason.UNKNOWN_CANDIDATE);
    }

    /** The same of prompts: prompt_id, text. Unknown ones that weigh nothing are let pass, as a settlement does. */
    public static Judged prompts(
            SparkSession spark, String location, Optional<TableFormat> format, Dataset<Row> policy) {
        return judged(
                spark,
                TableFiles.below(
                        location,
                        InputTable.PROMPT_TEXTS,
                        format,
                        spark.sessionState().newHadoopConf()),
                List.of("prompt_id"),
                policy,
                coalesce(col("prompt_weight"), lit(1.0)).gt(0.0),
                RejectReason.UNKNOWN_PROMPT);
    }

    private static Judged judged(
            SparkSession spark,
            TableFiles files,
            List<String> keys,
            Dataset<Row> policy,
            Column relevant,
            RejectReason unknown) {
        TableRows table = TableReader.read(spark, List.of(files)).get(files.table());
        if (!table.present().contains("text")) {
            throw UserException.inputRejected("Cannot take texts from the "
                    + files.table().label() + " table: no file of it has a column text. Add it, or drop "
                    + flag(files) + " to export ids alone.");
        }
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
            requireAll(files, wanted, texts, keys);
        }
        return new Judged(texts, rejected);
    }

    private static String flag(TableFiles files) {
        return files.table().flag();
    }

    private static void requireAll(TableFiles files, Dataset<Row> wanted, Dataset<Row> texts, List<String> keys) {
        Dataset<Row> missing = ReadFailures.explaining(
                () -> wanted.join(texts, CollectionConverters.asScala(keys).toSeq(), "left_anti"));
        List<Row> first = ReadFailures.explaining(() -> missing.orderBy(
                        keys.get(0), keys.subList(1, keys.size()).toArray(String[]::new))
                .takeAsList(1));
        if (!first.isEmpty()) {
            throw UserException.inputRejected("Cannot find the texts of " + missing.count() + " of the settlement's "
                    + files.table().label() + " in the " + files.table().label() + " table, the first "
                    + String.join(", ", keys) + " = "
                    + Texts.printable(first.get(0).mkString(", "))
                    + ". Add them to " + flag(files) + ", or correct --settlement.");
        }
    }
}
