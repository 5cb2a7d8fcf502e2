package dev.candor.io.parquet;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Optional;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** The types whose numbers are read as doubles: float and integers up to 2⁵³ exactly, others as the nearest double. */
enum NumberType {
    DOUBLE,
    FLOAT,
    LONG,
    INT,
    /** Kept in an int, of which only the lower half counts: Spark's own reading. */
    SHORT,
    /** Kept in an int, of which only the lowest byte counts. */
    BYTE;

    /** Numbers that are decoded in order. */
    interface Numbers {
        /** Writes the next {@code count} numbers to {@code out}, from {@code from} on. */
        void read(double[] out, int from, int count);
    }

    /** Empty for every type that is not read here: decimals, unsigned integers, times. */
    static Optional<NumberType> of(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof IntLogicalTypeAnnotation integer) {
            return integer.isSigned() ? signed(integer.getBitWidth()) : Optional.empty();
        }
        return annotation != null
                ? Optional.empty()
                : switch (type.getPrimitiveTypeName()) {
                    case DOUBLE -> Optional.of(DOUBLE);
                    case FLOAT -> Optional.of(FLOAT);
                    case INT64 -> Optional.of(LONG);
                    case INT32 -> Optional.of(INT);
                    default -> Optional.empty();
                };
    }

    private static Optional<NumberType> signed(int bits) {
        return switch (bits) {
            case 64 -> Optional.of(LONG);
            case 32 -> Optional.of(INT);
            case 16 -> Optional.of(SHORT);
            case 8 -> Optional.of(BYTE);
            default -> Optional.empty();
        };
    }

    /** Bytes of a number in the plain encoding. */
    int bytes() {
        return switch (this) {
            case DOUBLE, LONG -> Long.BYTES;
            case FLOAT, INT, SHORT, BYTE -> Integer.BYTES;
        };
    }

    /** Numbers in the plain encoding: little-endian, one after the other. */
    Numbers plain(ByteBuffer values) {
        return switch (this) {
            case DOUBLE -> values.asDoubleBuffer()::get;
            case FLOAT -> floats(values.asFloatBuffer());
            case LONG -> longs(values.asLongBuffer());
            case INT, SHORT, BYTE -> ints(values.asIntBuffer());
        };
    }

    /** The next number of Parquet's own reader. */
    double next(ValuesReader reader) {
        return switch (this) {
            case DOUBLE -> reader.readDouble();
            case FLOAT -> reader.readFloat();
            case LONG -> (double) reader.readLong();
            case INT, SHORT, BYTE -> narrowed(reader.readInteger());
        };
    }

    private static Numbers floats(FloatBuffer values) {
        return (out, from, count) -> {
            for (int i = from; i < from + count; i++) {
                out[i] = values.get();
            }
        };
    }

    private static Numbers longs(LongBuffer values) {
        return (out, from, count) -> {
            for (int i = from; i < from + count; i++) {
                out[i] = (double) values.get();
            }
        };
    }

    private Numbers ints(IntBuffer values) {
        return (out, from, count) -> {
            for (int i = from; i < from + count; i++) {
                out[i] = narrowed(values.get());
            }
        };
    }

    private int narrowed(int value) {
        return switch (this) {
            case SHORT -> (short) value;
            case BYTE -> (byte) value;
            default -> value;
        };
    }
}
