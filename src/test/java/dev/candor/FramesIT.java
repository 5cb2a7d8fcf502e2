package dev.candor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The comparison can fail, and keeps nothing. */
class FramesIT {
    private static Dataset<Row> numbers(String column) {
        return LocalSpark.session().range(5).selectExpr(column + " as x");
    }

    @Test
    void equalsOnlyItself() {
        Frames.assertEqual(numbers("id"), numbers("id"));
        assertThatThrownBy(() -> Frames.assertEqual(numbers("id"), numbers("id + 1")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Frames.assertEqual(numbers("id"), numbers("4 - id")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Frames.assertEqual(numbers("id"), numbers("cast(id as int)")))
                .isInstanceOf(AssertionError.class);
        assertThat(LocalSpark.session().sparkContext().getPersistentRDDs().size())
                .isZero();
    }
}
