package dev.candor.io.gate;

import static org.apache.spark.sql.functions.col;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.table.FrameTables;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The texts of all candidates behind the gate.
 *
 * @param candidates prompt_id, candidate_id, text, and those of ref_logprob and gen_logprob that the table has: accepted,
 *     one row a candidate
 * @param rejected the rest
 */
public record CandidateTexts(Dataset<Row> candidates, Rejections rejected) {
    private static final List<String> KEYS = List.of("prompt_id", "candidate_id");

    /** Opens the table. @throws UserException when it cannot be read at all, has no rows, or no texts */
    public static CandidateTexts open(SparkSession spark, String location, Optional<TableFormat> format) {
        TableFiles files = TableFiles.below(
                location, InputTable.TEXTS, format, spark.sessionState().newHadoopConf());
        return of(TableReader.read(spark, List.of(files)).get(InputTable.TEXTS), "no file of it has a column text");
    }

    /** The same of a frame. @throws UserException when it lacks a column or has one of another type */
    public static CandidateTexts of(SparkSession spark, Dataset<Row> frame) {
        return of(FrameTables.of(spark, InputTable.TEXTS, frame), "the DataFrame has no column text");
    }

    private static CandidateTexts of(TableRows table, String without) {
        if (!table.present().contains("text")) {
            throw UserException.inputRejected("Cannot make features of the candidates table: " + without + ". Add it.");
        }
        String[] values = Stream.of("text", "ref_logprob", "gen_logprob")
                .filter(table.present()::contains)
                .toArray(String[]::new);
        Dataset<Row> judged = DimensionRules.withoutConflicts(
                DimensionRules.rejecting(table.rows(), col("text").isNull(), RejectReason.MISSING_VALUE), KEYS, values);
        return new CandidateTexts(DimensionRules.accepted(judged, KEYS, values), Rejections.of(table.count(), judged));
    }
}
