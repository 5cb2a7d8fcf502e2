package dev.candor.io.table;

import dev.candor.io.schema.ColumnNames;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;

/** Tables that are given as Spark's frames: columns by name, rows judged as those of Parquet files are. */
public final class FrameTables {
    private FrameTables() {}

    /**
     * The rows of {@code frame} with their verdicts.
     *
     * @throws UserException when a required column is missing, or a column is there twice or of another type: an id is text
     *     or a whole number, a number is numeric
     */
    public static TableRows of(SparkSession spark, InputTable table, Dataset<Row> frame) {
        List<String> found = Arrays.asList(frame.columns());
        List<String> missing = table.requiredColumns().stream()
                .filter(name -> !found.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw ColumnNames.missingColumns("the DataFrame", table, missing, found);
        }
        Set<String> present = ColumnNames.presentAmong(table, found);
        refuseTwice(table, present, found);
        List<Column> columns = new ArrayList<>();
        for (InputTable.Field field : table.fieldsInFiles()) {
            if (present.contains(field.column())) {
                columns.add(column(table, field, frame));
            }
        }
        Dataset<Row> named = frame.select(columns.toArray(Column[]::new));
        Dataset<Row> rows = new RowRules(table, TableFormat.PARQUET, present, present).judged(named);
        return new TableRows(table, () -> rows, present, TableScan.ofRows(spark, table, rows));
    }

    private static Column column(InputTable table, InputTable.Field field, Dataset<Row> frame) {
        DataType type = frame.schema().apply(field.column()).dataType();
        Column column = functions.col("`" + field.column() + "`");
        if (field.numeric() && type instanceof NumericType) {
            return column.cast(DataTypes.DoubleType).as(field.column());
        }
        boolean whole = type instanceof ShortType || type instanceof IntegerType || type instanceof LongType;
        if (!field.numeric() && (type instanceof StringType || whole)) {
            return column.cast(DataTypes.StringType).as(field.column());
        }
        throw UserException.inputRejected("Cannot read the " + table.label() + " table: the DataFrame's column "
                + field.column() + " is of type " + type.simpleString() + ". It must be "
                + (field.numeric() ? "a number" : "a string or a whole number") + "; cast it.");
    }

    private static void refuseTwice(InputTable table, Collection<String> present, List<String> found) {
        Set<String> seen = new HashSet<>();
        for (String name : found) {
            if (present.contains(name) && !seen.add(name)) {
                throw UserException.inputRejected("Cannot read the " + table.label()
                        + " table: the DataFrame has the column " + name + " twice. Drop or rename one.");
            }
        }
    }
}
