package dev.candor.io.gate;

import dev.candor.io.schema.InputTable;
import dev.candor.io.table.FrameTables;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Known answers behind the gate.
 *
 * @param answers prompt_id, better: one row a prompt
 * @param rejected the rest, prompts with two answers among them
 */
public record GoldAnswers(Dataset<Row> answers, Rejections rejected) {
    /** Opens the table. @throws UserException when it cannot be read at all, or has no rows */
    public static GoldAnswers open(SparkSession spark, InputPaths paths) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        TableFiles files =
                TableFiles.below(paths.of(InputTable.GOLD).orElseThrow(), InputTable.GOLD, paths.format(), hadoop);
        return of(TableReader.read(spark, List.of(files)).get(InputTable.GOLD));
    }

    /** The same of a frame. @throws UserException when it lacks a column or has one of another type */
    public static GoldAnswers of(SparkSession spark, Dataset<Row> frame) {
        return of(FrameTables.of(spark, InputTable.GOLD, frame));
    }

    private static GoldAnswers of(TableRows table) {
        Dataset<Row> judged = DimensionRules.withoutConflicts(table.rows(), List.of("prompt_id"), "better");
        return new GoldAnswers(
                DimensionRules.accepted(judged, List.of("prompt_id"), "better"), Rejections.of(table.count(), judged));
    }
}
