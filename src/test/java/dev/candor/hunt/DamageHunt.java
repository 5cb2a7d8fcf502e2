package dev.candor.hunt;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Text files damaged at random: whatever is in them, a run ends with a documented exit code, and where it is done every row
 * of the log is accepted, rejected or a stated duplicate.
 */
final class DamageHunt implements Hunt {
    private static final List<String> WRONG = List.of(
            "abc", "1e999", "NaN", "-Infinity", "true", "null", "[1]", "{}", "", " 1", "0x1p3", "1,5", "1d", "١");
    private static final List<String> STRAY = List.of(
            "\"", "\0", ",", "\n", "\r", "{", "}", "\\", "[", ":", "\t", "#", "\ufeff", "\u0085", "\u2028", "'", "\"\"",
            ",,", "\n\n", "//");

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, Draw.Ranges.ORDINARY, true);
        List<Table> tables =
                dice.chance(0.6) ? Drawn.of(draw.games(3), dice, false).tables() : log(dice);
        Table hurt = dice.chance(0.6) ? tables.get(0) : dice.pick(tables);
        Map<String, Path> places = new HashMap<>();
        String text = "";
        boolean json = false;
        for (Table table : tables) {
            boolean asJson = table.hasArrays() || dice.chance(0.5);
            String sound = String.join("\n", asJson ? json(table) : csv(table)) + "\n";
            byte[] bytes = sound.getBytes(StandardCharsets.UTF_8);
            if (table.equals(hurt)) {
                json = asJson;
                text = sound;
                for (int hits = dice.between(1, 3); hits > 0; hits--) {
                    text = damaged(dice, text, asJson);
                }
                bytes = bytes(dice, text);
            }
            places.put(table.name(), write(folder.resolve(table.name() + (asJson ? ".jsonl" : ".csv")), bytes, dice));
        }
        boolean reports = tables.get(0).name().equals("reports");
        List<String> command = TabularHunt.command(reports ? "settle" : "learn", places, new Drawn(tables, 0, 0));
        command.addAll(List.of(
                "--max-rejected-rows",
                "100000",
                "--output",
                folder.resolve("run").toString()));
        if (tables.get(0).name().equals("ratings")) {
            command.addAll(List.of("--rating-scale", "0:5"));
        }
        Call call = Call.of(command);
        Finding.unless(
                call.exit() == 0 || call.exit() == 2 || call.exit() == 3,
                "exit " + call.exit() + " for a damaged file: " + call);
        if (call.exit() == 0 && hurt.equals(tables.get(0))) {
            account(new Said(folder.resolve("run"), "parquet"), text, json, reports, call);
        }
    }

    private static void account(Said said, String text, boolean json, boolean reports, Call call) {
        long lines = text.lines().filter(line -> !line.isBlank()).count() - (json ? 0 : 1);
        JsonNode counts = said.json("manifest.json").get("counts");
        long accepted = counts.get(reports ? "report_rows" : "log_rows").asLong();
        long duplicates = reports ? counts.get("duplicate_rows").asLong() : 0;
        long rejected = Files.isDirectory(said.run().resolve("quarantine"))
                ? new Said(said.run(), "json")
                        .rows("quarantine").stream()
                                .filter(row -> List.of("reports", "comparisons", "rankings", "ratings")
                                        .contains(row.get("table")))
                                .count()
                : 0;
        // With a stray quote, or a carriage return by itself, where a row ends is a matter of reading.
        boolean open = !json && (text.contains("\"") || text.contains("\r"));
        long counted = accepted + duplicates + rejected;
        Finding.unless(
                open ? counted == lines || rejected > 0 : counted == lines,
                lines + " rows in the file are " + accepted + " accepted, " + duplicates + " duplicates and " + rejected
                        + " rejected: " + call + "\n" + text);
    }

    private static List<Table> log(Dice dice) {
        String name = dice.pick("comparisons", "rankings", "ratings");
        List<List<Object>> rows = new ArrayList<>();
        for (int row = dice.between(1, 12); row > 0; row--) {
            List<Object> cells = new ArrayList<>(List.of("a" + dice.between(0, 3), "p" + dice.between(0, 2)));
            List<String> candidates = dice.shuffled(List.of("x", "y", "z"));
            switch (name) {
                case "comparisons" -> {
                    cells.addAll(candidates.subList(0, 2));
                    cells.add(dice.pick("a", "b", "tie"));
                }
                case "rankings" -> cells.add(candidates.subList(0, dice.between(2, 3)));
                default -> cells.addAll(Arrays.asList(candidates.get(0), (Object) dice.uniform(0, 5)));
            }
            rows.add(cells);
        }
        List<String> columns = switch (name) {
            case "comparisons" -> List.of("agent_id", "prompt_id", "candidate_a", "candidate_b", "outcome");
            case "rankings" -> List.of("agent_id", "prompt_id", "ranking");
            default -> List.of("agent_id", "prompt_id", "candidate_id", "rating");
        };
        return List.of(new Table(name, columns, rows));
    }

    private static List<String> csv(Table table) {
        List<String> lines = new ArrayList<>(List.of(String.join(",", table.columns())));
        for (List<Object> row : table.rows()) {
            lines.add(String.join(
                    ",",
                    row.stream()
                            .map(cell -> cell == null ? "" : cell.toString())
                            .toList()));
        }
        return lines;
    }

    private static List<String> json(Table table) {
        List<String> lines = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            List<String> members = new ArrayList<>();
            for (int c = 0; c < row.size(); c++) {
                members.add('"' + table.columns().get(c) + "\":" + value(row.get(c)));
            }
            lines.add("{" + String.join(",", members) + "}");
        }
        return lines;
    }

    private static String value(Object cell) {
        if (cell instanceof List<?> list) {
            return "[" + String.join(",", list.stream().map(DamageHunt::value).toList()) + "]";
        }
        return cell == null || cell instanceof Double ? String.valueOf(cell) : '"' + cell.toString() + '"';
    }

    private static String damaged(Dice dice, String text, boolean json) {
        int at = dice.between(0, text.length());
        List<String> lines = new ArrayList<>(text.lines().toList());
        int line = lines.isEmpty() ? 0 : dice.between(0, lines.size() - 1);
        return switch (dice.between(0, 9)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + dice.pick(STRAY) + text.substring(at);
            case 2 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + dice.between(1, 5)));
            case 3 -> inserted(lines, dice.between(0, lines.size()), lines.isEmpty() ? "" : lines.get(0));
            case 4 -> inserted(lines, line, lines.isEmpty() ? "" : lines.get(line));
            case 5 ->
                text.replaceFirst("(?<=.{" + Math.min(at, 400) + "})\n(?=.)", json ? dice.pick("", " ", ",") : "");
            case 6 -> wrong(dice, lines, line, json);
            case 7 ->
                changed(lines, line, lines.isEmpty() ? "" : lines.get(line) + dice.pick(",", ",x", "{}", "[]", " 1"));
            case 8 -> json ? "[" + String.join(",\n", lines) + "]\n" : text.replace(',', dice.pick(';', '\t'));
            default -> changed(lines, line, dice.pick("", " ", ",,,", "null", "{}", "[]", "\"", "1", "#comment"));
        };
    }

    private static String wrong(Dice dice, List<String> lines, int line, boolean json) {
        if (lines.isEmpty()) {
            return "";
        }
        String[] cells = lines.get(line).split(",", -1);
        int cell = dice.between(0, cells.length - 1);
        String value = dice.pick(WRONG);
        cells[cell] = json && cells[cell].contains(":")
                ? cells[cell].substring(0, cells[cell].indexOf(':') + 1) + value
                : value;
        return changed(lines, line, String.join(",", cells));
    }

    private static String inserted(List<String> lines, int at, String line) {
        lines.add(Math.min(at, lines.size()), line);
        return String.join("\n", lines) + "\n";
    }

    private static String changed(List<String> lines, int at, String line) {
        if (at < lines.size()) {
            lines.set(at, line);
        }
        return String.join("\n", lines) + "\n";
    }

    /** As UTF-8, seldom with a byte that is none. */
    private static byte[] bytes(Dice dice, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && dice.chance(0.1)) {
            int at = dice.between(0, bytes.length - 1);
            if (bytes[at] != '\n' && bytes[at] != '"') {
                bytes[at] = dice.pick((byte) 0xff, (byte) 0xc3, (byte) 0x80);
            }
        }
        return bytes;
    }

    private static Path write(Path file, byte[] bytes, Dice dice) {
        try {
            Files.createDirectories(file.getParent());
            if (!dice.chance(0.15)) {
                return Files.write(file, bytes);
            }
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(bytes);
            }
            byte[] all = zipped.toByteArray();
            byte[] cut = dice.chance(0.2) ? Arrays.copyOf(all, dice.between(0, all.length)) : all;
            return Files.write(file.resolveSibling(file.getFileName() + ".gz"), cut);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
