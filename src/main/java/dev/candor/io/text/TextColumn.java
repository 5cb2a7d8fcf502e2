package dev.candor.io.text;

import dev.candor.io.schema.TableFormat;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A column that is read from text files. */
public record TextColumn(String name, Kind kind) implements Serializable {
    /** What a cell holds. */
    public enum Kind {
        ID,
        /** Words for people: whatever is no array and no object, as it is written. */
        TEXT,
        NUMBER,
        /** An array; CSV has none. */
        IDS,
        /** An array; CSV has none. */
        NUMBERS
    }

    /** The type of the column before its values are judged: a number of CSV is a text still. */
    public DataType type(TableFormat format) {
        if (format == TableFormat.CSV) {
            return DataTypes.StringType;
        }
        return switch (kind) {
            case ID, TEXT -> DataTypes.StringType;
            case NUMBER -> DataTypes.DoubleType;
            case IDS -> DataTypes.createArrayType(DataTypes.StringType);
            case NUMBERS -> DataTypes.createArrayType(DataTypes.DoubleType);
        };
    }
}
