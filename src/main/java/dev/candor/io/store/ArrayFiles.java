package dev.candor.io.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.candor.io.parquet.CheckedFooter;
import dev.candor.io.parquet.ColumnCheck;
import dev.candor.io.parquet.CountedRows;
import dev.candor.io.parquet.RowGroup;
import dev.candor.io.schema.ColumnNames;
import dev.candor.io.schema.FileHeads;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import dev.candor.io.table.ParquetFooter;
import dev.candor.io.table.SharedColumns;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TextTable;
import dev.candor.model.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Parquet files of a table with columns of arrays, read through Spark: each file by its own schema, columns by name. */
public final class ArrayFiles {
    private ArrayFiles() {}

    /** What a file has of the columns wanted, and the rows that it says it has. */
    private record Part(Path path, StructType columns, Set<String> names, List<RowGroup> groups) {
        long rows() {
            return groups.stream().mapToLong(RowGroup::rows).sum();
        }
    }

    /**
     * The columns {@code wanted}, then {@link TextTable#VERDICT} and {@link TextTable#CORRUPT} of sound rows. A column that
     * no file has, and that need not be there, is null.
     *
     * @param optional those that need not be there
     * @throws UserException when a file is damaged, lacks a column, or has one of another type, or the table is empty
     */
    public static CountedRows read(SparkSession spark, TableFiles files, StructType wanted, Set<String> optional) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        ParquetToSparkSchemaConverter types =
                new ParquetToSparkSchemaConverter(spark.sessionState().conf());
        List<Part> parts =
                FileHeads.of(files.paths(), path -> part(path, files.table(), wanted, optional, types, hadoop));
        RowCount count =
                new RowCount(files.table(), parts.stream().mapToLong(Part::rows).sum());
        TableReader.refuseEmpty(files, count.rows() > 0);
        SharedColumns.require(
                files.table(),
                parts.stream()
                        .filter(part -> part.rows() > 0)
                        .map(part -> new SharedColumns.Part(part.path.toString(), part.names))
                        .toList());
        ColumnCheck.require(
                spark,
                parts.stream().flatMap(part -> part.groups.stream()).toList(),
                new HashSet<>(Arrays.asList(wanted.fieldNames())),
                hadoop);
        Map<StructType, List<Path>> scans = new LinkedHashMap<>();
        parts.forEach(part -> scans.computeIfAbsent(part.columns, columns -> new ArrayList<>())
                .add(part.path));
        TableReader.refuseManyLayouts(parts.size(), scans.size());
        Dataset<Row> rows = scans.entrySet().stream()
                .map(scan -> TableReader.reader(spark)
                        .schema(scan.getKey())
                        .parquet(TableReader.names(scan.getValue()))
                        .select(Arrays.stream(wanted.fields())
                                .map(field -> column(field, scan.getKey()))
                                .toArray(Column[]::new)))
                .reduce(Dataset::union)
                .orElseThrow();
        return new CountedRows(
                rows.withColumn(TextTable.VERDICT, lit(0))
                        .withColumn(TextTable.CORRUPT, lit(null).cast(DataTypes.StringType)),
                count);
    }

    /** Numbers of any width become doubles. */
    private static Column column(StructField wanted, StructType there) {
        Column found = Arrays.asList(there.fieldNames()).contains(wanted.name()) ? col(wanted.name()) : lit(null);
        return found.cast(wanted.dataType()).as(wanted.name());
    }

    private static Part part(
            Path path,
            InputTable table,
            StructType wanted,
            Set<String> optional,
            ParquetToSparkSchemaConverter types,
            Configuration hadoop)
            throws IOException {
        CheckedFooter footer = CheckedFooter.read(path, hadoop);
        MessageType schema = footer.schema();
        List<String> names = schema.getFields().stream().map(Type::getName).toList();
        List<String> missing = Arrays.stream(wanted.fieldNames())
                .filter(name -> !names.contains(name) && !optional.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw ColumnNames.missingColumns(path.toString(), table, missing, names);
        }
        ParquetFooter.refuseCaseTwins(path, table, names, Set.of(wanted.fieldNames()));
        StructType columns = new StructType();
        for (StructField field : wanted.fields()) {
            if (names.contains(field.name())) {
                DataType type = types.convert(new MessageType(schema.getName(), schema.getType(field.name())))
                        .apply(0)
                        .dataType();
                requireType(path, table, field, type);
                columns = columns.add(field.name(), type);
            }
        }
        return new Part(path, columns, Set.of(columns.fieldNames()), RowGroup.of(footer));
    }

    private static void requireType(Path path, InputTable table, StructField wanted, DataType found) {
        boolean vector = wanted.dataType() instanceof ArrayType;
        boolean texts = vector && ((ArrayType) wanted.dataType()).elementType().equals(DataTypes.StringType);
        boolean right = vector
                ? found instanceof ArrayType array
                        && (texts
                                ? array.elementType() instanceof StringType
                                : array.elementType() instanceof NumericType)
                : found instanceof StringType;
        if (!right) {
            throw UserException.inputRejected("Cannot read the " + table.label() + " table: its column " + wanted.name()
                    + " is of type " + found.simpleString() + " in " + path + ", and it must be "
                    + (vector ? "an array of " + (texts ? "strings" : "numbers") : "a string") + ". Correct "
                    + table.flag() + ".");
        }
    }
}
