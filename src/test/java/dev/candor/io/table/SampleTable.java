package dev.candor.io.table;

import dev.candor.LocalSpark;
import dev.candor.io.schema.TableFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A small table that can be written in every format; cells are String, Double or null. */
public record SampleTable(List<String> columns, List<List<Object>> rows) {
    public static SampleTable of(String columns) {
        return new SampleTable(List.of(columns.split(",")), List.of());
    }

    public SampleTable row(Object... cells) {
        List<List<Object>> more = new ArrayList<>(rows);
        more.add(Arrays.asList(cells));
        return new SampleTable(columns, more);
    }

    /** Writes one file (for Parquet a directory) and returns its path. */
    public String write(Path folder, String name, TableFormat format) {
        Path path = folder.resolve(name + "." + format.label());
        switch (format) {
            case CSV -> text(path, csv());
            case JSON -> text(path, json());
            case PARQUET ->
                LocalSpark.session()
                        .createDataFrame(
                                rows.stream()
                                        .map(row -> RowFactory.create(row.toArray()))
                                        .toList(),
                                schema())
                        .coalesce(1)
                        .write()
                        .parquet(path.toString());
        }
        return path.toString();
    }

    public String csv() {
        return String.join(",", columns) + "\n"
                + rows.stream()
                        .map(row -> row.stream().map(SampleTable::csvCell).collect(Collectors.joining(",")) + "\n")
                        .collect(Collectors.joining());
    }

    public String json() {
        return rows.stream()
                .map(row -> IntStream.range(0, columns.size())
                        .mapToObj(i -> '"' + columns.get(i) + "\":" + jsonCell(row.get(i)))
                        .collect(Collectors.joining(",", "{", "}\n")))
                .collect(Collectors.joining());
    }

    private StructType schema() {
        StructType schema = new StructType();
        for (String column : columns) {
            boolean id = column.endsWith("_id");
            schema = schema.add(column, id ? DataTypes.StringType : DataTypes.DoubleType);
        }
        return schema;
    }

    static String csvCell(Object cell) {
        return cell instanceof String text
                ? text.isEmpty() ? "" : '"' + text.replace("\"", "\"\"") + '"'
                : cell == null ? "" : cell.toString();
    }

    private static String jsonCell(Object cell) {
        return cell instanceof String text ? jsonText(text) : String.valueOf(cell);
    }

    private static String jsonText(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Writes text in UTF-8, compressed where the name says so. */
    public static String text(Path path, String text) {
        return bytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public static String bytes(Path path, byte[] content) {
        try {
            Files.createDirectories(path.getParent());
            try (OutputStream file = Files.newOutputStream(path);
                    OutputStream out = path.toString().endsWith(".gz") ? new GZIPOutputStream(file) : file) {
                out.write(content);
            }
            return path.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a frame as text, ordered. */
    public static List<String> sorted(org.apache.spark.sql.Dataset<Row> frame) {
        return frame.collectAsList().stream().map(Row::toString).sorted().toList();
    }
}
