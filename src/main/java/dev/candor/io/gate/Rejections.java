package dev.candor.io.gate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.left;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.udaf;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.RowCount;
import dev.candor.model.RejectReason;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rejected rows of some tables.
 *
 * @param rows table, reason, row_text, all strings: every rejected row, in no order, read again when used
 */
public record Rejections(RejectTally tally, Dataset<Row> rows) {
    private static final StructType ROWS = new StructType()
            .add("table", DataTypes.StringType, false)
            .add("reason", DataTypes.StringType, false)
            .add("row_text", DataTypes.StringType, false);

    /** Of a text that is kept to be shown. */
    private static final int KEPT_CHARACTERS = 1000;

    /** A longer text goes to quarantine without its end: a page of a file holds whole rows. */
    static final int MOST_BYTES = 1 << 16;

    /** Of a text longer than that; a character has four bytes at most. */
    private static final int CUT_CHARACTERS = MOST_BYTES / 4;

    /** Nothing rejected. */
    public static Rejections none(SparkSession spark) {
        return new Rejections(RejectTally.NONE, spark.createDataFrame(List.<Row>of(), ROWS));
    }

    /**
     * The rows of {@code judged} whose {@code reject} is not 0. One Spark job counts them and all others.
     *
     * @param judged has {@code reject} int, a {@link RejectReason#code()} or 0, and {@code row_text} string; duplicates are
     *     not collapsed
     * @param files what the table has
     * @throws dev.candor.model.UserException where {@code judged} has more rows or fewer
     */
    public static Rejections of(RowCount files, Dataset<Row> judged) {
        return of(files.table(), judged, files::requireAll);
    }

    /** The same of rows that no files have. */
    static Rejections ofMade(InputTable table, Dataset<Row> judged) {
        return of(table, judged, read -> {});
    }

    private static Rejections of(InputTable table, Dataset<Row> judged, LongConsumer requireAll) {
        Dataset<Row> all = judged.select(
                col("reject"),
                when(col("reject").notEqual(0), kept(coalesce(col("row_text"), lit(""))))
                        .as("row_text"));
        Column first = udaf(new FirstOffenders(), Encoders.STRING()).apply(left(col("row_text"), lit(KEPT_CHARACTERS)));
        List<Row> counted = ReadFailures.explaining(() -> all.groupBy("reject")
                .agg(count(lit(1)).as("rows"), first.as("first"))
                .collectAsList());
        requireAll.accept(counted.stream().mapToLong(row -> row.getLong(1)).sum());
        RejectTally tally = new RejectTally(counted.stream()
                .filter(row -> row.getInt(0) != 0)
                .map(row -> new RejectTally.Entry(
                        table, RejectReason.of(row.getInt(0)), row.getLong(1), FirstOffenders.texts(row.getStruct(2))))
                .toList());
        if (tally.entries().isEmpty()) {
            return none(judged.sparkSession());
        }
        Dataset<Row> rejected = all.filter(col("reject").notEqual(0));
        return new Rejections(
                tally,
                rejected.select(lit(table.label()).as("table"), reasonName().as("reason"), col("row_text")));
    }

    /** The rejections of both. */
    public Rejections plus(Rejections other) {
        if (tally.entries().isEmpty()) {
            return other;
        }
        return other.tally.entries().isEmpty() ? this : new Rejections(tally.plus(other.tally), rows.union(other.rows));
    }

    /** All rejected rows. */
    public long total() {
        return tally.total();
    }

    /** What was rejected, how often, the first offenders, and what to change; many lines. */
    public String message(long maxRejectedRows) {
        return tally.message(maxRejectedRows);
    }

    /** The same where no rejected row is tolerated. */
    public String message() {
        return tally.message();
    }

    private static Column kept(Column text) {
        Column beginning = left(text, lit(CUT_CHARACTERS));
        Column rest = octet_length(text).minus(octet_length(beginning));
        return when(octet_length(text).gt(MOST_BYTES), concat(beginning, lit(" … ("), rest, lit(" bytes left out)")))
                .otherwise(text);
    }

    private static Column reasonName() {
        Column name = lit("");
        for (RejectReason reason : RejectReason.values()) {
            name = when(col("reject").equalTo(reason.code()), lit(reason.name()))
                    .otherwise(name);
        }
        return name;
    }
}
