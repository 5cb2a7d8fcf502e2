package dev.candor.io.gate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.Texts;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import dev.candor.model.UserException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Payments of a rule that cannot be asked, as somebody wrote them down, one row a game, report and candidate. Columns:
 * game_id, report_id, candidate_id; optional ref_prob > 0 (1 where absent, normalised within the game); others_aggregate = Σ
 * κ w r of all other agents; own_reward, own_size ≥ 0, payment of the agent that is looked at.
 */
public final class ObservedPayments {
    private ObservedPayments() {}

    /**
     * The rows, numbers as double.
     *
     * @throws UserException when the table cannot be read, or a row is rejected or has another ref_prob or own_size
     */
    public static Dataset<Row> read(SparkSession spark, String path) {
        TableFiles files = TableFiles.below(
                path,
                InputTable.PAYMENTS,
                Optional.empty(),
                spark.sessionState().newHadoopConf());
        TableRows table = TableReader.read(spark, List.of(files)).get(InputTable.PAYMENTS);
        Dataset<Row> judged = table.rows();
        Rejections rejections = Rejections.of(table.count(), judged);
        if (rejections.total() > 0) {
            throw UserException.inputRejected(rejections.message());
        }
        Dataset<Row> rows = judged.withColumn("ref_prob", coalesce(col("ref_prob"), lit(1.0)));
        List<Row> unsound = ReadFailures.explaining(
                () -> rows.filter(col("ref_prob").leq(0).or(col("own_size").lt(0)))
                        .select("row_text")
                        .limit(1)
                        .collectAsList());
        if (!unsound.isEmpty()) {
            throw UserException.inputRejected("Cannot read payments at " + path
                    + ": rows need ref_prob > 0 and own_size >= 0. One that does not: "
                    + Texts.printable(unsound.get(0).getString(0)));
        }
        return rows.drop("reject", "row_text");
    }
}
