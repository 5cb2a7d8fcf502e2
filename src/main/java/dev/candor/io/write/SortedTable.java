package dev.candor.io.write;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A table in order, cut into the partitions that become its files; none is empty unless the table is.
 *
 * @param parts lazy, the same each time; a partition's rows may come in several pieces
 * @param schema of strings, doubles, booleans and decimals of 38 digits; only doubles may be absent
 */
public record SortedTable(SparkSession spark, JavaRDD<ColumnTable> parts, StructType schema) {
    /** The same as Spark's rows. */
    public Dataset<Row> rows() {
        return spark.createDataFrame(parts.flatMap(ColumnTable::asRows), schema);
    }
}
