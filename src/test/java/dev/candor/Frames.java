package dev.candor;

import com.holdenkarau.spark.testing.JavaDataFrameSuiteBase;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The comparisons of spark-testing-base on this suite's session: the bridge from its JUnit 4 classes to JUnit 5. */
public final class Frames extends JavaDataFrameSuiteBase {
    private static final long serialVersionUID = 1L;

    private Frames() {}

    @Override
    public SparkSession spark() {
        return LocalSpark.session();
    }

    /**
     * Same columns of the same types, and the same rows in the same order; says which differ. Whether a column may be null is
     * not compared: a file's columns always may.
     */
    public static void assertEqual(Dataset<Row> expected, Dataset<Row> found) {
        new Frames().assertDataFrameEquals(nullable(expected), nullable(found));
    }

    private static Dataset<Row> nullable(Dataset<Row> frame) {
        return LocalSpark.session()
                .createDataFrame(frame.javaRDD(), frame.schema().asNullable());
    }
}
