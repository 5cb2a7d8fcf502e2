package dev.candor.engine.candidates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.io.parquet.CountedRows;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Columns of arrays are read to the last row that the files have. */
class VectorColumnIT {
    @Test
    void everyRowIsCounted() {
        // Two candidates, one twice, and one of another table.
        Dataset<Row> rows = LocalSpark.session()
                .sql("values ('p','x',array(1D)), ('p','y',array(2D)), ('p','x',array(1D)), ('p','z',array(3D)),"
                        + " (null,null,null) as t(prompt_id, candidate_id, features)");
        CandidateIndex index = Candidates.index(
                        LocalSpark.session(),
                        LocalSpark.session().sql("values ('p','x'), ('p','y') as t(prompt_id, candidate_id)"))
                .orElseThrow();
        VectorColumn column = new VectorColumn("features", 2);
        VectorColumn.read(index, new CountedRows(rows, new RowCount(InputTable.CANDIDATES, 5)), column);
        assertThat(column.slots(0, 2)).containsExactly(1, 2);
        for (int said : new int[] {4, 6}) {
            CountedRows counted = new CountedRows(rows, new RowCount(InputTable.CANDIDATES, said));
            assertThatThrownBy(() -> VectorColumn.read(index, counted, new VectorColumn("features", 2)))
                    .hasMessageContaining("its files have " + said + " rows, and 5 were read");
        }
    }
}
