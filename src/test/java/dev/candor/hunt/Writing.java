package dev.candor.hunt;

import dev.candor.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table in one of the forms that docs/input.md allows, drawn. */
final class Writing {
    private enum Form {
        CSV,
        JSON,
        SPARK,
        DUCKDB
    }

    private final Dice dice;
    private final Path folder;

    /** Files go below {@code folder}. */
    Writing(Dice dice, Path folder) {
        this.dice = dice;
        this.folder = folder;
    }

    /** Where a reader finds {@code table}: a file, or a folder of files of one format. */
    Path write(Table table) {
        Form form = table.rows().isEmpty() ? Form.CSV : form(table);
        Table written = table.disguised(dice);
        try {
            int parts = dice.chance(0.7) ? 1 : dice.between(2, 3);
            Path place = folder.resolve(table.name());
            Files.createDirectories(folder);
            if (parts == 1 && form != Form.SPARK) {
                return part(written, form, place, false);
            }
            Files.createDirectories(place);
            for (int part = 0; part < parts; part++) {
                List<List<Object>> rows = new ArrayList<>();
                for (int row = part; row < written.rows().size(); row += parts) {
                    rows.add(written.rows().get(row));
                }
                if (!rows.isEmpty()) {
                    // Every file has its own order of columns.
                    Table piece = form == Form.SPARK ? written.with(rows) : table.with(rows(table, written, rows));
                    part(piece, form, place.resolve(dice.pick("part-", "p ", "é") + part), form != Form.SPARK);
                }
            }
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB could not write " + table.name(), e);
        }
    }

    private Form form(Table table) {
        return table.hasArrays() ? dice.pick(Form.JSON, Form.SPARK, Form.DUCKDB) : dice.pick(Form.values());
    }

    /** {@code rows} of {@code written} with the columns of {@code table}. */
    private static List<List<Object>> rows(Table table, Table written, List<List<Object>> rows) {
        return rows.stream()
                .map(row -> table.columns().stream()
                        .map(column -> row.get(written.columns().indexOf(column)))
                        .toList())
                .toList();
    }

    private Path part(Table table, Form form, Path stem, boolean again) throws IOException, SQLException {
        Table mixed = again && form != Form.DUCKDB ? table.disguised(dice) : table;
        return switch (form) {
            case CSV -> text(stem, ".csv", csv(mixed));
            case JSON -> text(stem, dice.pick(".json", ".jsonl"), json(mixed));
            case SPARK -> spark(mixed, stem);
            case DUCKDB -> duckDb(mixed, stem);
        };
    }

    private Path text(Path stem, String extension, byte[] bytes) throws IOException {
        boolean zipped = dice.chance(0.25);
        Path file = stem.resolveSibling(stem.getFileName() + extension + (zipped ? ".gz" : ""));
        if (!zipped) {
            return Files.write(file, bytes);
        }
        // A file of two members is as good a gzip file as one.
        int cut = dice.chance(0.3) ? dice.between(0, bytes.length) : bytes.length;
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        member(members, bytes, 0, cut);
        if (cut < bytes.length) {
            member(members, bytes, cut, bytes.length);
        }
        return Files.write(file, members.toByteArray());
    }

    private static void member(OutputStream to, byte[] bytes, int from, int end) throws IOException {
        GZIPOutputStream gzip = new GZIPOutputStream(to);
        gzip.write(bytes, from, end - from);
        gzip.finish();
    }

    private byte[] csv(Table table) {
        String end = dice.pick("\n", "\n", "\r\n");
        double quoting = dice.pick(0.0, 0.0, 0.5, 1.0);
        StringBuilder text = new StringBuilder(dice.chance(0.2) ? "\ufeff" : "");
        List<String> lines = new ArrayList<>();
        lines.add(line(new ArrayList<>(table.columns()), quoting));
        table.rows().forEach(row -> lines.add(line(row, quoting)));
        text.append(String.join(end, lines));
        if (dice.chance(0.8)) {
            text.append(end);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String line(List<Object> cells, double quoting) {
        List<String> written = new ArrayList<>();
        for (Object cell : cells) {
            String text = cell == null ? "" : cell instanceof Double number ? number(number) : cell.toString();
            boolean needs = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            // An empty cell in quotes is an empty text, not a missing one.
            boolean quoted = needs || (cell != null && dice.chance(quoting));
            written.add(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        return String.join(",", written);
    }

    private String number(double value) {
        return switch (dice.between(0, 5)) {
            case 0 -> new BigDecimal(Double.toString(value)).toPlainString();
            case 1 -> new BigDecimal(Double.toString(value)).toString().toLowerCase(Locale.ROOT);
            case 2 ->
                value == (long) value && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
            default -> Double.toString(value);
        };
    }

    private byte[] json(Table table) {
        String end = dice.pick("\n", "\n", "\r\n");
        List<String> lines = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            List<String> members = new ArrayList<>();
            for (int c = 0; c < row.size(); c++) {
                if (row.get(c) != null || dice.chance(0.5)) {
                    members.add(json(table.columns().get(c)) + dice.pick(":", ": ") + json(row.get(c)));
                }
            }
            lines.add("{" + String.join(dice.pick(",", ", "), dice.shuffled(members)) + "}");
            if (dice.chance(0.02)) {
                lines.add("");
            }
        }
        String text = String.join(end, lines) + (dice.chance(0.8) ? end : "");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String json(Object value) {
        if (value instanceof List<?> list) {
            return "[" + String.join(",", list.stream().map(this::json).toList()) + "]";
        }
        if (value == null || value instanceof Double) {
            return value == null ? "null" : number((Double) value);
        }
        StringBuilder text = new StringBuilder("\"");
        boolean escaping = dice.chance(0.2);
        for (char c : value.toString().toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || (escaping && c > '~')) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    private Path spark(Table table, Path stem) {
        StructType schema = new StructType();
        for (int c = 0; c < table.columns().size(); c++) {
            schema = schema.add(table.columns().get(c), type(table, c));
        }
        List<Row> rows = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            rows.add(RowFactory.create(row.stream()
                    .map(cell -> cell instanceof List<?> list ? list.toArray() : cell)
                    .toArray()));
        }
        // A folder of Spark's has one name for its files: parts are folders.
        Path place = Files.isDirectory(stem.getParent()) && !stem.getParent().equals(folder)
                ? stem.getParent().resolve("of-" + stem.getFileName())
                : stem;
        LocalSpark.session()
                .createDataFrame(rows, schema)
                .coalesce(1)
                .write()
                .option("compression", dice.pick("snappy", "gzip", "zstd", "none"))
                .option("parquet.enable.dictionary", Boolean.toString(dice.chance(0.7)))
                .option("parquet.writer.version", dice.pick("v1", "v2"))
                .option("parquet.page.row.count.limit", dice.pick("2", "7", "20000"))
                .option("parquet.page.write-checksum.enabled", Boolean.toString(dice.chance(0.5)))
                .parquet(place.toString());
        return place;
    }

    /** By the column's name: where all cells are missing nothing else tells. */
    private static DataType type(Table table, int column) {
        String name = table.columns().get(column);
        return switch (name) {
            case "ranking" -> DataTypes.createArrayType(DataTypes.StringType);
            case "features", "policy_features", "beta" -> DataTypes.createArrayType(DataTypes.DoubleType);
            case "note", "candidate_a", "candidate_b", "outcome" -> DataTypes.StringType;
            default -> name.endsWith("_id") ? DataTypes.StringType : DataTypes.DoubleType;
        };
    }

    private Path duckDb(Table table, Path stem) throws SQLException {
        Path file = stem.resolveSibling(stem.getFileName() + ".parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = duck.createStatement()) {
            sql.execute("SET threads = 1");
            List<String> columns = new ArrayList<>();
            for (int c = 0; c < table.columns().size(); c++) {
                columns.add('"' + table.columns().get(c) + "\" " + duckType(type(table, c)));
            }
            sql.execute("CREATE TABLE t (" + String.join(", ", columns) + ")");
            for (int from = 0; from < table.rows().size(); from += 200) {
                List<String> values = new ArrayList<>();
                for (List<Object> row : table.rows()
                        .subList(from, Math.min(from + 200, table.rows().size()))) {
                    values.add("("
                            + String.join(
                                    ", ", row.stream().map(Writing::literal).toList()) + ")");
                }
                sql.execute("INSERT INTO t VALUES " + String.join(", ", values));
            }
            sql.execute("COPY t TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet, COMPRESSION "
                    + dice.pick("snappy", "zstd", "gzip", "uncompressed") + ", PARQUET_VERSION " + dice.pick("V1", "V2")
                    + ", ROW_GROUP_SIZE " + dice.pick("2048", "122880") + ")");
        }
        return file;
    }

    private static String duckType(DataType type) {
        if (type instanceof org.apache.spark.sql.types.ArrayType array) {
            return duckType(array.elementType()) + "[]";
        }
        return type.equals(DataTypes.DoubleType) ? "DOUBLE" : "VARCHAR";
    }

    private static String literal(Object cell) {
        if (cell == null) {
            return "NULL";
        }
        if (cell instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(Writing::literal).toList()) + "]";
        }
        return cell instanceof Double
                ? "CAST('" + cell + "' AS DOUBLE)"
                : "'" + cell.toString().replace("'", "''") + "'";
    }
}
