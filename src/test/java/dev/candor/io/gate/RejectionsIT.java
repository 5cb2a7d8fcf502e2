package dev.candor.io.gate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import dev.candor.model.RejectReason;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Counting and keeping rejected rows does not depend on how the rows lie. */
class RejectionsIT {
    private static Dataset<Row> judged() {
        return LocalSpark.session()
                .range(1000)
                .select(
                        when(col("id").mod(3).equalTo(0), lit(0))
                                .otherwise(col("id").mod(3).plus(4).cast("int"))
                                .as("reject"),
                        concat(lit("row "), col("id").divide(2).cast("int").cast("string"))
                                .as("row_text"));
    }

    @Test
    void tallyIsTheSameForAnyPartitioning() {
        RejectTally expected = new RejectTally(List.of(
                new RejectTally.Entry(
                        InputTable.REPORTS,
                        RejectReason.NOT_FINITE,
                        333,
                        List.of("row 0", "row 101", "row 102", "row 104", "row 105")),
                new RejectTally.Entry(
                        InputTable.REPORTS,
                        RejectReason.NOT_POSITIVE,
                        333,
                        List.of("row 1", "row 10", "row 100", "row 101", "row 103"))));
        for (int partitions : new int[] {1, 2, 7, 40}) {
            assertThat(Rejections.of(
                                    new RowCount(InputTable.REPORTS, 1000),
                                    judged().repartition(partitions, col("row_text")))
                            .tally())
                    .isEqualTo(expected);
        }
    }

    /** A page of a file holds whole rows, and a page must fit into memory. */
    @Test
    void longRowsAreCut() {
        Dataset<Row> judged = LocalSpark.session()
                .sql("select 5 reject, repeat('é', 5000000) row_text union all select 5, repeat('€', 21845)"
                        + " union all select 0, repeat('z', 9000000)");
        List<String> texts = Rejections.of(new RowCount(InputTable.REPORTS, 3), judged).rows().collectAsList().stream()
                .map(row -> row.<String>getAs("row_text"))
                .sorted()
                .toList();
        assertThat(texts).containsExactly("é".repeat(16_384) + " … (9967232 bytes left out)", "€".repeat(21_845));
    }

    @Test
    void nothingRejectedIsTheIdentity() {
        Rejections none = Rejections.of(
                new RowCount(InputTable.AGENTS, 334),
                judged().filter(col("reject").equalTo(0)));
        Rejections some = Rejections.of(new RowCount(InputTable.REPORTS, 1000), judged());
        assertThat(none.tally()).isEqualTo(RejectTally.NONE);
        assertThat(none.rows().count()).isZero();
        assertThat(some.plus(none).tally()).isEqualTo(some.tally());
        assertThat(none.plus(some).tally()).isEqualTo(some.tally());
        Rejections both = some.plus(Rejections.of(new RowCount(InputTable.AGENTS, 1000), judged()));
        assertThat(both.total()).isEqualTo(1332).isEqualTo(both.rows().count());
    }
}
