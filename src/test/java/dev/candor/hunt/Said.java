package dev.candor.hunt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.model.SettlementSummary;
import dev.candor.report.settlement.SummaryParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A published run as somebody with other tools finds it: DuckDB for Parquet, plain readers for text. */
record Said(Path run, String format) {
    private static final ObjectMapper JSON = new ObjectMapper();

    SettlementSummary summary() {
        return SummaryParser.parse(text(run.resolve("summary.json")));
    }

    JsonNode json(String file) {
        try {
            return JSON.readTree(run.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Relative path of every file of the tables → SHA-256: what must not depend on the way there. */
    Map<String, String> bill() {
        Map<String, String> bill = new TreeMap<>();
        for (String table : List.of("policy", "payments")) {
            for (Path file : files(table)) {
                bill.put(run.relativize(file).toString(), sha256(file));
            }
        }
        return bill;
    }

    /** Rows of a table, column → cell: null or text; doubles as {@link Double#toString}. */
    List<Map<String, String>> rows(String table) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (Path file : files(table)) {
            switch (format) {
                case "parquet" -> rows.addAll(parquet(file));
                case "csv" -> rows.addAll(csv(text(file)));
                case "json" -> text(file).lines().forEach(line -> rows.add(json(line, file)));
                default -> throw new IllegalArgumentException(format);
            }
        }
        return rows;
    }

    private List<Path> files(String table) {
        try (Stream<Path> files = Files.list(run.resolve(table))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<String, String>> csv(String text) {
        List<List<String>> records = Text.csv(text);
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> record : records.subList(1, records.size())) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int c = 0; c < record.size(); c++) {
                row.put(records.get(0).get(c), record.get(c).isEmpty() ? null : record.get(c));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Map<String, String> json(String line, Path file) {
        try {
            Map<String, String> row = new LinkedHashMap<>();
            JSON.readTree(line)
                    .fields()
                    .forEachRemaining(member -> row.put(
                            member.getKey(),
                            member.getValue().isNull()
                                    ? null
                                    : member.getValue().asText()));
            return row;
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON in " + file + ": " + line, e);
        }
    }

    private static List<Map<String, String>> parquet(Path file) {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = duck.createStatement()) {
            sql.execute("SET threads = 1");
            ResultSet found = sql.executeQuery(
                    "SELECT * FROM read_parquet('" + file.toString().replace("'", "''") + "')");
            List<Map<String, String>> rows = new ArrayList<>();
            while (found.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int c = 1; c <= found.getMetaData().getColumnCount(); c++) {
                    Object cell = found.getObject(c);
                    row.put(found.getMetaData().getColumnName(c), cell == null ? null : cell.toString());
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB could not read " + file, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
