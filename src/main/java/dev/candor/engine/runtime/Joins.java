package dev.candor.engine.runtime;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** Joins on columns of the same name, which Spark offers Java only through Scala's collections. */
public final class Joins {
    private Joins() {}

    public static Dataset<Row> left(Dataset<Row> rows, Dataset<Row> table, String... on) {
        return rows.join(table, CollectionConverters.asScala(List.of(on)).toSeq(), "left");
    }
}
