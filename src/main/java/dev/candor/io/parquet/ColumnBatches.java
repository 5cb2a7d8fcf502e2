package dev.candor.io.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The rows of one row group, some thousands at a time and column by column: ids as codes, numbers as doubles. Only the
 * chunks of the columns asked for are read; they lie in memory until this is closed. Columns are found by their names,
 * to the letter. Each call of {@link #next} overwrites the arrays of the batch before.
 *
 * <p>Whatever cannot be read ends in a {@link ParquetDecodingException} that names the file.
 */
public final class ColumnBatches implements AutoCloseable {
    /** The most rows of a batch. */
    public static final int MOST_ROWS = 1 << 15;

    private final RowGroup group;
    private final OpenRowGroup file;
    private final List<IdColumn> ids = new ArrayList<>();
    private final List<NumberColumn> numbers = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private long left;
    private int rows;

    private ColumnBatches(RowGroup group, OpenRowGroup file) {
        this.group = group;
        this.file = file;
        this.left = group.rows();
    }

    /**
     * Whether these columns of a file with this schema can be read here. Ids must be strings or enums; numbers float,
     * double or signed integers; none of them nested or repeated. Columns that the file lacks do not matter.
     */
    public static boolean reads(MessageType schema, Collection<String> idColumns, Collection<String> numberColumns) {
        return idColumns.stream().allMatch(name -> !schema.containsField(name) || isId(schema.getType(name)))
                && numberColumns.stream()
                        .allMatch(name -> !schema.containsField(name)
                                || number(schema.getType(name)).isPresent());
    }

    /**
     * Opens a row group. A column that the file lacks is null in every row.
     *
     * @throws ParquetDecodingException when the file cannot be read, or has changed since its row groups were listed
     * @throws IllegalArgumentException when a column is named twice, or is one that {@link #reads} declines
     */
    public static ColumnBatches open(
            RowGroup group, List<String> idColumns, List<String> numberColumns, Configuration hadoop) {
        requireDistinct(idColumns, numberColumns);
        OpenRowGroup file = OpenRowGroup.open(group, hadoop);
        ColumnBatches batches = new ColumnBatches(group, file);
        try {
            MessageType schema = file.schema();
            requireReadable(schema, idColumns, numberColumns);
            batches.start(schema, idColumns, numberColumns);
            return batches;
        } catch (RuntimeException e) {
            batches.closeAfter(e);
            throw e;
        }
    }

    private static void requireDistinct(List<String> idColumns, List<String> numberColumns) {
        Set<String> names = new HashSet<>(idColumns);
        names.addAll(numberColumns);
        if (names.size() < idColumns.size() + numberColumns.size()) {
            throw new IllegalArgumentException("a column named twice: " + idColumns + ", " + numberColumns);
        }
    }

    private static void requireReadable(MessageType schema, List<String> idColumns, List<String> numberColumns) {
        if (!reads(schema, idColumns, numberColumns)) {
            throw new IllegalArgumentException(
                    "cannot read ids " + idColumns + " and numbers " + numberColumns + " from " + schema);
        }
    }

    private void start(MessageType schema, List<String> idColumns, List<String> numberColumns) {
        for (String name : idColumns) {
            ids.add(located(name, () -> new IdColumn(file.pages(name), file.createdBy(), MOST_ROWS)));
        }
        for (String name : numberColumns) {
            NumberType type =
                    schema.containsField(name) ? number(schema.getType(name)).orElseThrow() : NumberType.DOUBLE;
            numbers.add(located(name, () -> new NumberColumn(file.pages(name), type, MOST_ROWS)));
        }
        names.addAll(idColumns);
        names.addAll(numberColumns);
    }

    /** Something that reads. */
    @FunctionalInterface
    private interface Reading<T> {
        T run() throws IOException;
    }

    private <T> T located(String column, Reading<T> reading) {
        try {
            return reading.run();
        } catch (IOException | RuntimeException e) {
            throw group.damaged(column, e);
        }
    }

    /** Decodes the next rows, at most {@link #MOST_ROWS}; false at the end of the row group. */
    public boolean next() {
        rows = (int) Math.min(MOST_ROWS, left);
        left -= rows;
        for (int k = 0; k < names.size(); k++) {
            FlatColumn column = k < ids.size() ? ids.get(k) : numbers.get(k - ids.size());
            located(names.get(k), () -> {
                column.fill(rows);
                if (left == 0 && rows > 0) {
                    column.end();
                }
                return null;
            });
        }
        return rows > 0;
    }

    /** The rows of the batch. */
    public int rows() {
        return rows;
    }

    /** The ids of a column as codes, −1 where there is none; the array may be longer than the batch. */
    public int[] codes(int idColumn) {
        return ids.get(idColumn).codes();
    }

    /** The ids behind the codes of a column. Codes keep their meaning for the whole row group. */
    public IdDictionary ids(int idColumn) {
        return ids.get(idColumn).ids();
    }

    /** The numbers of a column, 0 where there is none; the array may be longer than the batch. */
    public double[] numbers(int numberColumn) {
        return numbers.get(numberColumn).numbers();
    }

    /** Which numbers of the batch are missing; null when none is. */
    public boolean[] nulls(int numberColumn) {
        return numbers.get(numberColumn).nulls();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close " + group.path(), e);
        }
    }

    private void closeAfter(RuntimeException failure) {
        try {
            file.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static boolean isId(Type type) {
        if (!isFlat(type) || type.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
            return false;
        }
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        return annotation instanceof StringLogicalTypeAnnotation || annotation instanceof EnumLogicalTypeAnnotation;
    }

    private static Optional<NumberType> number(Type type) {
        return isFlat(type) ? NumberType.of(type.asPrimitiveType()) : Optional.empty();
    }

    private static boolean isFlat(Type type) {
        return type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED);
    }
}
