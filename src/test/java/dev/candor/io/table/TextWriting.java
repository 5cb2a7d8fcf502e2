package dev.candor.io.table;

import dev.candor.io.schema.InputTable;
import dev.candor.io.text.TextColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** One random table and one random way to write it down. */
public final class TextWriting {
    private static final String MARK = "\uFEFF";
    private static final String[] PARTS = {
        "a", "b", ",", "\"", "\n", "\r\n", "\r", " ", "\t", "#", "é", "中", "😀", "\\", "'", MARK, "0", ";"
    };

    private final Random random;
    /** The rows, each as the list of its values in the order of the columns. */
    public final List<String> rows = new ArrayList<>();

    public TextWriting(Random random) {
        this.random = random;
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private String cell() {
        StringBuilder cell = new StringBuilder();
        for (int k = random.nextInt(5); k > 0; k--) {
            cell.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return cell.toString();
    }

    public String csv(InputTable table, List<TextColumn> columns) {
        List<String> names = new ArrayList<>();
        for (TextColumn column : columns) {
            boolean required = table.requiredColumns().contains(column.name());
            if (required || oneIn(2)) {
                names.add(column.name());
            }
        }
        for (int k = random.nextInt(3); k > 0; k--) {
            names.add(oneIn(3) ? "note, \"" + k + "\"\n" : "extra" + k);
        }
        Collections.shuffle(names, random);
        String[] ends = oneIn(3) ? new String[] {"\r"} : oneIn(2) ? new String[] {"\n"} : new String[] {"\n", "\r\n"};
        StringBuilder text = new StringBuilder(oneIn(3) ? MARK : "");
        text.append(blank(ends)).append(line(names, names.size())).append(end(ends));
        for (int row = random.nextInt(6); row > 0; row--) {
            List<String> cells = new ArrayList<>();
            names.forEach(name -> cells.add(names.size() > 1 && oneIn(6) ? null : cell()));
            text.append(blank(ends)).append(line(cells, names.size())).append(end(ends));
            rows.add(columns.stream()
                    .map(column -> names.contains(column.name()) ? cells.get(names.indexOf(column.name())) : null)
                    .toList()
                    .toString());
        }
        if (oneIn(3)) {
            text.setLength(text.length() - (text.toString().endsWith("\r\n") ? 2 : 1));
        }
        return text.toString();
    }

    private String end(String[] ends) {
        return ends[random.nextInt(ends.length)];
    }

    private String blank(String[] ends) {
        return oneIn(5) ? (oneIn(2) ? " \t" : "") + end(ends) : "";
    }

    private String line(List<String> cells, int width) {
        StringBuilder line = new StringBuilder();
        for (int k = 0; k < cells.size(); k++) {
            line.append(k > 0 ? "," : "").append(written(cells.get(k), k == 0, width));
        }
        return line.toString();
    }

    private String written(String cell, boolean first, int width) {
        if (cell == null) {
            return "";
        }
        boolean must = cell.isEmpty()
                || cell.matches("(?s).*[,\"\\r\\n].*")
                || (width == 1 && cell.isBlank())
                || (first && (cell.startsWith(MARK) || cell.matches("#([ \\t].*)?")))
                || (first && width == 1 && cell.startsWith("#"));
        return must || oneIn(3) ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    /** Compressed, in two members. */
    public byte[] members(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int half = random.nextInt(bytes.length + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (byte[] part : List.of(Arrays.copyOf(bytes, half), Arrays.copyOfRange(bytes, half, bytes.length))) {
                GZIPOutputStream member = new GZIPOutputStream(out);
                member.write(part);
                member.finish();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public String json() {
        StringBuilder text = new StringBuilder(oneIn(3) ? MARK : "");
        String[] ends = {"\n", "\r\n"};
        for (int row = random.nextInt(6); row >= 0; row--) {
            String agent = oneIn(4) ? String.valueOf(random.nextInt()) : null;
            String agentId = agent == null ? cell() : agent;
            String prompt = cell();
            List<String> ranking = new ArrayList<>();
            for (int k = random.nextInt(4); k > 0; k--) {
                ranking.add(oneIn(5) ? null : cell());
            }
            List<String> members = new ArrayList<>(List.of(
                    "\"agent_id\"" + space() + ":" + (agent == null ? quoted(agentId) : agent),
                    "\"prompt_id\":" + space() + quoted(prompt),
                    "\"ranking\":["
                            + String.join(
                                    space() + ",",
                                    ranking.stream().map(this::quoted).toList()) + "]",
                    "\"other\":{\"agent_id\":[1,{\"prompt_id\":null}]}"));
            Collections.shuffle(members, random);
            text.append(blank(ends)).append(space()).append('{').append(String.join(space() + ",", members));
            text.append(space()).append('}').append(space()).append(end(ends));
            rows.add(List.of(agentId, prompt, ranking.toString()).toString());
        }
        return text.toString();
    }

    private String space() {
        return oneIn(4) ? " " : "";
    }

    private String quoted(String cell) {
        if (cell == null) {
            return "null";
        }
        StringBuilder json = new StringBuilder("\"");
        for (int k = 0; k < cell.length(); k++) {
            char c = cell.charAt(k);
            if (c < ' ' || (oneIn(5) && !Character.isSurrogate(c))) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return json.append('"').toString();
    }
}
