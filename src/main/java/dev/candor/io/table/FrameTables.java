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
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

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

    /**
     * The columns {@code wanted} of a frame, then {@link TextTable#VERDICT} and {@link TextTable#CORRUPT} of sound rows.
     *
     * @param wanted ids as strings, arrays of doubles
     * @param optional columns that are null where the frame lacks them
     * @throws UserException when a column is missing, or of another type: an id is text or a whole number, an array is of
     *     numbers
     */
    public static Dataset<Row> ofArrays(InputTable table, Dataset<Row> frame, StructType wanted, Set<String> optional) {
        List<String> found = Arrays.asList(frame.columns());
        List<String> missing = Arrays.stream(wanted.fieldNames())
                .filter(name -> !found.contains(name) && !optional.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw ColumnNames.missingColumns("the DataFrame", table, missing, found);
        }
        refuseTwice(table, List.of(wanted.fieldNames()), found);
        return frame.select(Arrays.stream(wanted.fields())
                        .map(field -> arrays(table, field, frame))
                        .toArray(Column[]::new))
                .withColumn(TextTable.VERDICT, functions.lit(0))
                .withColumn(TextTable.CORRUPT, functions.lit(null).cast(DataTypes.StringType));
    }

    private static Column arrays(InputTable table, StructField wanted, Dataset<Row> frame) {
        if (!List.of(frame.columns()).contains(wanted.name())) {
            return functions.lit(null).cast(wanted.dataType()).as(wanted.name());
        }
        DataType type = frame.schema().apply(wanted.name()).dataType();
        boolean fits = wanted.dataType() instanceof ArrayType
                ? type instanceof ArrayType array && array.elementType() instanceof NumericType
                : isId(type);
        if (!fits) {
            throw UserException.inputRejected("Cannot read the " + table.label() + " table: the DataFrame's column "
                    + wanted.name() + " is of type " + type.simpleString() + ". It must be "
                    + (wanted.dataType() instanceof ArrayType ? "an array of numbers" : "a string or a whole number")
                    + "; cast it.");
        }
        return functions.col("`" + wanted.name() + "`").cast(wanted.dataType()).as(wanted.name());
    }

    private static boolean isId(DataType type) {
        return type instanceof StringType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType;
    }

    private static Column column(InputTable table, InputTable.Field field, Dataset<Row> frame) {
        DataType type = frame.schema().apply(field.column()).dataType();
        Column column = functions.col("`" + field.column() + "`");
        if (field.numeric() && type instanceof NumericType) {
            return column.cast(DataTypes.DoubleType).as(field.column());
        }
        if (!field.numeric() && isId(type)) {
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
