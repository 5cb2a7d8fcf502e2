package dev.candor.io.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;

/** Rows of flat Parquet files, as cells: ids as text of one character a byte, numbers as Double, and null. */
final class FlatRows {
    static final Configuration HADOOP = new Configuration(false);

    private FlatRows() {}

    /** Writes cells (String, Number, null), one list a row in the order of the schema. */
    static Path write(
            Path file,
            MessageType schema,
            UnaryOperator<ExampleParquetWriter.Builder> settings,
            List<List<Object>> rows) {
        try (ParquetWriter<Group> writer = settings.apply(ExampleParquetWriter.builder(hadoop(file))
                        .withType(schema)
                        .withConf(HADOOP))
                .build()) {
            for (List<Object> row : rows) {
                writer.write(group(schema, row));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static org.apache.hadoop.fs.Path hadoop(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri());
    }

    private static Group group(MessageType schema, List<Object> row) {
        Group group = new SimpleGroup(schema);
        for (int i = 0; i < row.size(); i++) {
            Object cell = row.get(i);
            if (cell != null) {
                add(group, schema, i, cell);
            }
        }
        return group;
    }

    private static void add(Group group, MessageType schema, int field, Object cell) {
        switch (schema.getType(field).asPrimitiveType().getPrimitiveTypeName()) {
            case DOUBLE -> group.add(field, ((Number) cell).doubleValue());
            case FLOAT -> group.add(field, ((Number) cell).floatValue());
            case INT32 -> group.add(field, ((Number) cell).intValue());
            case INT64 -> group.add(field, ((Number) cell).longValue());
            default -> group.add(field, bytes((String) cell));
        }
    }

    static Binary bytes(String cell) {
        return Binary.fromConstantByteArray(cell.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The rows as Parquet's own record reader gives them. */
    static List<List<Object>> byRecords(Path file, List<String> ids, List<String> numbers) {
        try (ParquetReader<Group> reader = ParquetReader.builder(new GroupReadSupport(), hadoop(file))
                .withConf(HADOOP)
                .build()) {
            List<List<Object>> rows = new ArrayList<>();
            for (Group group = reader.read(); group != null; group = reader.read()) {
                List<Object> row = new ArrayList<>();
                for (String name : ids) {
                    row.add(cell(group, name));
                }
                for (String name : numbers) {
                    row.add(cell(group, name));
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object cell(Group group, String name) {
        GroupType schema = group.getType();
        if (!schema.containsField(name) || group.getFieldRepetitionCount(name) == 0) {
            return null;
        }
        return switch (schema.getType(name).asPrimitiveType().getPrimitiveTypeName()) {
            case DOUBLE -> group.getDouble(name, 0);
            case FLOAT -> (double) group.getFloat(name, 0);
            case INT32 -> (double) group.getInteger(name, 0);
            case INT64 -> (double) group.getLong(name, 0);
            default -> new String(group.getBinary(name, 0).getBytes(), StandardCharsets.ISO_8859_1);
        };
    }

    /** The rows as column batches give them. */
    static List<List<Object>> byColumns(Path file, List<String> ids, List<String> numbers) {
        try {
            List<List<Object>> rows = new ArrayList<>();
            for (RowGroup group : RowGroup.of(hadoop(file), HADOOP)) {
                rows.addAll(byColumns(group, ids, numbers));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<List<Object>> byColumns(RowGroup group, List<String> ids, List<String> numbers) {
        List<List<Object>> rows = new ArrayList<>();
        try (ColumnBatches batches = ColumnBatches.open(group, ids, numbers, HADOOP)) {
            while (batches.next()) {
                for (int row = 0; row < batches.rows(); row++) {
                    rows.add(row(batches, ids.size(), numbers.size(), row));
                }
            }
        }
        return rows;
    }

    private static List<Object> row(ColumnBatches batches, int ids, int numbers, int row) {
        Object[] cells = new Object[ids + numbers];
        for (int i = 0; i < ids; i++) {
            int code = batches.codes(i)[row];
            cells[i] = code == -1 ? null : id(batches.ids(i), code);
        }
        for (int i = 0; i < numbers; i++) {
            boolean[] nulls = batches.nulls(i);
            cells[ids + i] = nulls != null && nulls[row] ? null : (Double) batches.numbers(i)[row];
        }
        return Arrays.asList(cells);
    }

    static String id(IdDictionary ids, int code) {
        return new String(ids.bytes(), ids.start(code), ids.length(code), StandardCharsets.ISO_8859_1);
    }

    static HadoopInputFile input(Path file) throws IOException {
        return HadoopInputFile.fromPath(hadoop(file), HADOOP);
    }
}
