package dev.candor.io;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.candor.model.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Payments of a rule that cannot be asked, as somebody wrote them down: CSV with a header, one row a game, report and
 * candidate. Columns: game_id, report_id, candidate_id; optional ref_prob > 0 (1 where absent, normalised within the game);
 * others_aggregate = Σ κ w r of all other agents; own_reward, own_size ≥ 0, payment of the agent that is looked at.
 */
public final class ObservedPayments {
    private static final List<String> IDS = List.of("game_id", "report_id", "candidate_id");
    private static final List<String> NUMBERS = List.of("others_aggregate", "own_reward", "own_size", "payment");
    private static final String REF = "ref_prob";
    private static final int SHOWN = 3;

    private ObservedPayments() {}

    /**
     * The rows, numbers as double.
     *
     * @throws UserException when a column is missing, or a row has an empty id or something that is no finite number
     */
    public static Dataset<Row> read(SparkSession spark, String path) {
        Dataset<Row> text = text(spark, path);
        List<String> missing = IDS.stream().filter(name -> !has(text, name)).collect(Collectors.toList());
        NUMBERS.stream().filter(name -> !has(text, name)).forEach(missing::add);
        if (!missing.isEmpty()) {
            throw UserException.inputRejected("Cannot read payments at " + path + ": the columns "
                    + String.join(", ", missing) + " are missing. Give a CSV with a header (docs/study.md).");
        }
        Dataset<Row> rows = text.select(
                col("game_id"),
                col("report_id"),
                col("candidate_id"),
                has(text, REF) ? number(REF) : lit(1.0).as(REF),
                number("others_aggregate"),
                number("own_reward"),
                number("own_size"),
                number("payment"));
        Column sound = col(REF).gt(0).and(col("own_size").geq(0));
        for (String name : IDS) {
            sound = sound.and(col(name).isNotNull()).and(col(name).notEqual(""));
        }
        for (String name : NUMBERS) {
            sound = sound.and(col(name).isNotNull());
        }
        refuse(rows.filter(sound.equalTo(lit(false)).or(sound.isNull())), path);
        return rows;
    }

    private static Dataset<Row> text(SparkSession spark, String path) {
        try {
            return TableReader.reader(spark)
                    .option("header", true)
                    .option("mode", "PERMISSIVE")
                    .csv(TableReader.names(
                            InputListing.filesToRead(
                                            List.of(path),
                                            "payments",
                                            spark.sessionState().newHadoopConf())
                                    .stream()
                                    .map(FileStatus::getPath)
                                    .toList()));
        } catch (Exception e) {
            // Spark throws it undeclared.
            if (e instanceof AnalysisException) {
                throw UserException.configuration("Cannot read payments at " + path + ": "
                        + e.getMessage().lines().findFirst().orElse("") + " Correct --payments.");
            }
            throw e;
        }
    }

    private static boolean has(Dataset<Row> rows, String column) {
        return Arrays.asList(rows.columns()).contains(column);
    }

    /** A finite double, else null. */
    private static Column number(String column) {
        String cast = "try_cast(trim(" + column + ") as double)";
        return expr("if(abs(" + cast + ") < 1e300, " + cast + ", null)").as(column);
    }

    private static void refuse(Dataset<Row> unsound, String path) {
        List<Row> first = unsound.select(concat_ws(
                        ", ",
                        Arrays.stream(unsound.columns())
                                .map(name ->
                                        expr("concat('" + name + "=', coalesce(cast(" + name + " as string), '?'))"))
                                .toArray(Column[]::new)))
                .limit(SHOWN)
                .collectAsList();
        if (!first.isEmpty()) {
            throw UserException.inputRejected("Cannot read payments at " + path
                    + ": rows need ids, finite numbers, ref_prob > 0 and own_size >= 0. The first that do not:\n  "
                    + first.stream().map(row -> row.getString(0)).collect(Collectors.joining("\n  ")));
        }
    }
}
