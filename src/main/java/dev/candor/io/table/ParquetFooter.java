package dev.candor.io.table;

import dev.candor.io.parquet.CheckedFooter;
import dev.candor.io.parquet.ColumnBatches;
import dev.candor.io.parquet.RowGroup;
import dev.candor.io.schema.ColumnNames;
import dev.candor.io.schema.InputTable;
import dev.candor.model.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The schema in a Parquet file's footer. Ids must be strings (or enums). Numbers may be float, double, any integer or
 * decimal: float and integers up to 2⁵³ become doubles exactly, larger ones and decimals the nearest double.
 */
public final class ParquetFooter {
    private ParquetFooter() {}

    /**
     * The table's columns that the file has, each with the type to read it as.
     *
     * @throws UserException when a required column is missing or a column has a type the contract does not allow
     */
    static FileLayout layout(Path path, InputTable table, Configuration hadoop) throws IOException {
        CheckedFooter footer = CheckedFooter.read(path, hadoop);
        MessageType schema = footer.schema();
        List<String> names = schema.getFields().stream().map(Type::getName).toList();
        ColumnNames.requireColumns(path, table, names);
        refuseCaseTwins(
                path,
                table,
                names,
                Set.copyOf(table.fieldsInFiles().stream()
                        .map(InputTable.Field::column)
                        .toList()));
        StructType columns = new StructType();
        for (InputTable.Field field : table.fieldsInFiles()) {
            if (names.contains(field.column())) {
                columns = columns.add(field.column(), readAs(schema.getType(field.column()), field, path, table));
            }
        }
        return new FileLayout(
                path,
                columns,
                ColumnNames.presentAmong(table, names),
                footer.rows(),
                ColumnBatches.reads(schema, table.columns(false), table.columns(true))
                        ? Optional.of(RowGroup.of(footer))
                        : Optional.empty());
    }

    private static DataType readAs(Type type, InputTable.Field field, Path path, InputTable table) {
        Optional<DataType> readAs = type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED)
                ? field.numeric() ? number(type.asPrimitiveType()) : string(type.asPrimitiveType())
                : Optional.empty();
        return readAs.orElseThrow(() -> UserException.inputRejected("Cannot read the " + table.label() + " table: "
                + "column " + field.column() + " of " + path + " has the wrong type. Expected: "
                + (field.numeric() ? "double (float, integer and decimal are read too)" : "string") + "; found: "
                + type.toString().strip() + ". Cast the column when writing the file."));
    }

    private static Optional<DataType> string(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        boolean text =
                annotation instanceof StringLogicalTypeAnnotation || annotation instanceof EnumLogicalTypeAnnotation;
        return text ? Optional.of(DataTypes.StringType) : Optional.empty();
    }

    private static Optional<DataType> number(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return Optional.of(DataTypes.createDecimalType(decimal.getPrecision(), decimal.getScale()));
        }
        if (annotation instanceof IntLogicalTypeAnnotation integer) {
            return Optional.of(integer(integer.getBitWidth(), integer.isSigned()));
        }
        return annotation == null ? plainNumber(type.getPrimitiveTypeName()) : Optional.empty();
    }

    private static Optional<DataType> plainNumber(PrimitiveTypeName name) {
        return switch (name) {
            case FLOAT -> Optional.of(DataTypes.FloatType);
            case DOUBLE -> Optional.of(DataTypes.DoubleType);
            case INT32 -> Optional.of(DataTypes.IntegerType);
            case INT64 -> Optional.of(DataTypes.LongType);
            default -> Optional.empty();
        };
    }

    /** Spark's own reading of Parquet's integers: an unsigned one needs the next wider signed type. */
    private static DataType integer(int bits, boolean signed) {
        int wide = signed ? bits : 2 * bits;
        return switch (wide) {
            case 8 -> DataTypes.ByteType;
            case 16 -> DataTypes.ShortType;
            case 32 -> DataTypes.IntegerType;
            case 64 -> DataTypes.LongType;
            default -> DataTypes.createDecimalType(20, 0);
        };
    }

    /** Spark matches Parquet columns regardless of case, and would not know which of two to read. */
    public static void refuseCaseTwins(Path path, InputTable table, List<String> names, Set<String> wanted) {
        Set<String> seen = new HashSet<>();
        List<String> twins = new ArrayList<>();
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!seen.add(lower) && wanted.contains(lower)) {
                twins.add(name);
            }
        }
        if (!twins.isEmpty()) {
            throw UserException.inputRejected("Cannot read the " + table.label() + " table: " + path
                    + " has columns that differ by case only: " + String.join(", ", twins) + ". Keep one of them.");
        }
    }
}
