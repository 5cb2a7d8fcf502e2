package dev.candor.io.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.table.TextScan;
import dev.candor.io.table.TextWriting;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The readers of text files agree with a slow one that knows nothing of bytes, pieces and tasks, for any legal writing of a
 * table, for any text at all, and wherever a file is cut.
 */
@Tag("long")
class TextRowsTest {
    private static final Configuration HADOOP = new Configuration();
    private static final long SEED = 20261201;
    private static final String MARK = "\uFEFF";

    /** Where the rows of a file begin and end, and what its cells are, by the letter of RFC 4180. */
    private static final Pattern CELL = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^\",]*)", Pattern.DOTALL);

    @TempDir
    Path folder;

    /** The rows of a text, blank ones left out: they end at \n, \r or \r\n behind an even number of quotes. */
    private static List<String> rows(String text, boolean quotes) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        boolean quoted = false;
        for (char c : text.replaceFirst("^" + MARK, "").toCharArray()) {
            quoted ^= quotes && c == '"';
            if (!quoted && (c == '\n' || c == '\r')) {
                rows.add(row.toString());
                row.setLength(0);
            } else {
                row.append(c);
            }
        }
        rows.add(row.toString());
        rows.removeIf(one -> one.matches("[ \t]*"));
        rows.replaceAll(one -> one.startsWith(MARK) ? one.substring(1) : one);
        return rows;
    }

    /** The cells of a row, null where nothing is written; null when it is no row by RFC 4180. */
    private static List<String> cells(String row) {
        List<String> cells = new ArrayList<>();
        Matcher cell = CELL.matcher(row);
        int at = 0;
        while (true) {
            cell.region(at, row.length());
            if (!cell.lookingAt()) {
                return null;
            }
            cells.add(
                    cell.group(1) != null
                            ? cell.group(1).replace("\"\"", "\"")
                            : cell.group(2).isEmpty() ? null : cell.group(2));
            if (cell.end() == row.length()) {
                return cells;
            }
            if (row.charAt(cell.end()) != ',') {
                return null;
            }
            at = cell.end() + 1;
        }
    }

    /** Verdict and values of the rows of a CSV text, by the slow reader. */
    private static List<String> expected(String text, List<TextColumn> columns) {
        List<String> rows = rows(text, true);
        List<String> header = cells(rows.get(0));
        List<String> found = new ArrayList<>();
        for (String row : rows.subList(1, rows.size())) {
            List<String> cells = cells(row);
            boolean sharp = row.startsWith("#");
            boolean comment = sharp
                    && (cells == null
                            || cells.size() != header.size()
                            || cells.size() == 1
                            || row.length() == 1
                            || " \t".indexOf(row.charAt(1)) >= 0);
            if (cells != null && cells.equals(header)) {
                found.add("REPEATED_HEADER");
            } else if (comment) {
                found.add("COMMENT_LINE");
            } else if (cells == null || cells.size() != header.size()) {
                found.add("MALFORMED");
            } else {
                found.add(columns.stream()
                        .map(column -> header.contains(column.name()) ? cells.get(header.indexOf(column.name())) : null)
                        .toList()
                        .toString());
            }
        }
        return found;
    }

    /** The same by the readers themselves, the file cut into pieces of so many bytes. */
    private static List<String> read(TextFile file, List<String> required, List<TextColumn> columns, long pieceBytes) {
        List<TextFile> files = List.of(file);
        List<TextPiece> cut = TextScan.cut(files, pieceBytes);
        List<TextPiece> pieces = TextScan.known(
                file,
                cut,
                cut.stream().map(piece -> TextScan.tally(file, piece, HADOOP)).toArray(LineTally[]::new),
                HADOOP);
        List<String> found = new ArrayList<>();
        TextRows rows = new TextRows(files, required, columns, pieces.iterator(), HADOOP);
        while (rows.hasNext()) {
            found.add(text(rows.next(), columns, file.format()));
        }
        assertThat(pieces.stream().mapToLong(TextPiece::rows).sum()).isEqualTo(found.size());
        return found;
    }

    private static String text(InternalRow row, List<TextColumn> columns, TableFormat format) {
        int verdict = row.getInt(columns.size());
        assertThat(row.isNullAt(columns.size() + 1)).isEqualTo(verdict == 0);
        return verdict != 0
                ? RejectReason.of(verdict).name()
                : IntStream.range(0, columns.size())
                        .mapToObj(k -> row.get(k, columns.get(k).type(format)))
                        .map(cell -> cell instanceof GenericArrayData items ? Arrays.asList(items.array()) : cell)
                        .map(String::valueOf)
                        .toList()
                        .toString();
    }

    private static List<TextColumn> columns(InputTable table) {
        return table.fieldsInFiles().stream()
                .map(field -> new TextColumn(field.column(), TextColumn.Kind.TEXT))
                .toList();
    }

    private TextFile head(String name, byte[] content, InputTable table) {
        try {
            Path path = Files.write(folder.resolve(name), content);
            org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path.toUri());
            return TableFormat.ofFileName(name).orElseThrow() == TableFormat.CSV
                    ? CsvHeader.read(file, table, HADOOP)
                    : JsonHead.read(file, table, HADOOP);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyLegalWritingOfATableGivesItsRowsWhereverItIsCut() {
        for (int game = 0; game < 200; game++) {
            TextWriting writing = new TextWriting(new Random(SEED + game));
            InputTable table = game % 3 == 0 ? InputTable.AGENTS : InputTable.REPORTS;
            List<TextColumn> columns = columns(table);
            String text = writing.csv(table, columns);
            boolean zipped = game % 5 == 0;
            TextFile file = head(
                    zipped ? "legal.csv.gz" : "legal.csv",
                    zipped ? writing.members(text) : text.getBytes(StandardCharsets.UTF_8),
                    table);
            assertThat(expected(text, columns)).as("seed %s", SEED + game).isEqualTo(writing.rows);
            for (long pieceBytes : List.of(1L, 2L, 3L, 7L, 64L, 1L << 20)) {
                assertThat(read(file, table.requiredColumns(), columns, pieceBytes))
                        .as("seed %s, pieces of %s bytes, %s", SEED + game, pieceBytes, text)
                        .isEqualTo(writing.rows);
            }
        }
    }

    @Test
    void anyTextIsReadAlikeWhereverItIsCut() {
        int refused = 0;
        for (int game = 0; game < 1600; game++) {
            Random random = new Random(SEED + game);
            boolean wide = game % 2 == 0;
            InputTable table = wide ? InputTable.AGENTS : InputTable.PROMPTS;
            String header = wide ? "payer_id,agent_id" : "prompt_id";
            String alphabet = game % 4 < 2 ? "ab,\"\n \r#" : game % 8 < 6 ? "ab,\"\"\n\n#" : "a,\r\"\t";
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? MARK : "");
            text.append(random.nextInt(4) == 0 ? " \n" : "").append(header).append('\n');
            if (game % 8 >= 6) {
                text.setCharAt(text.length() - 1, '\r');
            }
            for (int k = random.nextInt(24); k >= 0; k--) {
                text.append(random.nextInt(9) == 0 ? header : "")
                        .append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String all = text.toString();
            TextFile file = head("any.csv", all.getBytes(StandardCharsets.UTF_8), table);
            List<TextColumn> columns = columns(table);
            boolean open = all.chars().filter(c -> c == '"').count() % 2 == 1;
            boolean mixed = mixed(all);
            refused += open || mixed ? 1 : 0;
            for (long pieceBytes : List.of(1L, 2L, 5L, 1L << 20)) {
                if (open || mixed) {
                    assertThatThrownBy(() -> read(file, table.requiredColumns(), columns, pieceBytes))
                            .as("seed %s, %s", SEED + game, all)
                            .isInstanceOf(UserException.class)
                            .hasMessageContaining(open ? "never closed" : "carriage return");
                } else if (!hasOtherHeader(all, header, table)) {
                    assertThat(read(file, table.requiredColumns(), columns, pieceBytes))
                            .as("seed %s, pieces of %s bytes, %s", SEED + game, pieceBytes, all)
                            .isEqualTo(expected(all, columns));
                }
            }
        }
        assertThat(refused).isBetween(300, 1300);
    }

    private static boolean hasOtherHeader(String text, String header, InputTable table) {
        return rows(text, true).stream()
                .skip(1)
                .map(TextRowsTest::cells)
                .anyMatch(cells -> cells != null
                        && cells.containsAll(table.requiredColumns())
                        && !cells.equals(Arrays.asList(header.split(","))));
    }

    /** Whether lone carriage returns stand beside line feeds, outside quotes. */
    private static boolean mixed(String text) {
        StringBuilder outside = new StringBuilder();
        boolean quoted = false;
        for (int k = 0; k < text.length(); k++) {
            quoted ^= text.charAt(k) == '"';
            outside.append(quoted ? 'q' : text.charAt(k));
        }
        String ends = outside.toString().replace("\r\n", "\n");
        return ends.contains("\r") && ends.contains("\n");
    }

    @Test
    void jsonLinesGiveTheirRowsWhereverTheyAreCut() {
        List<TextColumn> columns = List.of(
                new TextColumn("agent_id", TextColumn.Kind.ID),
                new TextColumn("prompt_id", TextColumn.Kind.TEXT),
                new TextColumn("ranking", TextColumn.Kind.IDS));
        for (int game = 0; game < 120; game++) {
            TextWriting writing = new TextWriting(new Random(SEED + game));
            TextFile file = head("lines.jsonl", writing.json().getBytes(StandardCharsets.UTF_8), InputTable.RANKINGS);
            for (long pieceBytes : List.of(1L, 3L, 17L, 1L << 20)) {
                assertThat(read(file, List.of(), columns, pieceBytes))
                        .as("seed %s, pieces of %s bytes", SEED + game, pieceBytes)
                        .isEqualTo(writing.rows);
            }
        }
    }

    @Test
    void anIdIsAStringOrAWholeNumberAndATextAnyScalarAsItIsWritten() {
        List<String> scalars =
                List.of("\"x\"", "7", "-7", "12345678901234567890123", "-0", "7.0", "1.50", "7e0", "true");
        String text = scalars.stream()
                .map(scalar -> "{\"agent_id\":" + scalar + ",\"text\":" + scalar + "}\n")
                .collect(Collectors.joining());
        TextFile file = head("scalars.jsonl", text.getBytes(StandardCharsets.UTF_8), InputTable.AGENTS);
        assertThat(read(file, List.of(), List.of(new TextColumn("agent_id", TextColumn.Kind.ID)), 1 << 20))
                .containsExactly(
                        "[x]",
                        "[7]",
                        "[-7]",
                        "[12345678901234567890123]",
                        "NOT_A_TEXT",
                        "NOT_A_TEXT",
                        "NOT_A_TEXT",
                        "NOT_A_TEXT",
                        "NOT_A_TEXT");
        assertThat(read(file, List.of(), List.of(new TextColumn("text", TextColumn.Kind.TEXT)), 1 << 20))
                .containsExactly(
                        "[x]",
                        "[7]",
                        "[-7]",
                        "[12345678901234567890123]",
                        "[-0]",
                        "[7.0]",
                        "[1.50]",
                        "[7e0]",
                        "[true]");
    }

    @Test
    void aSecondHeaderWithOtherColumnsIsRefused() {
        String text = "agent_id,weight\na,1\nweight,agent_id\n2,b\n";
        TextFile file = head("two.csv", text.getBytes(StandardCharsets.UTF_8), InputTable.AGENTS);
        assertThatThrownBy(() -> read(file, List.of("agent_id"), columns(InputTable.AGENTS), 1 << 20))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("second header")
                .hasMessageContaining("weight,agent_id");
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsRefused() {
        String text = "agent_id\na\nb\n";
        TextFile file = head("grows.csv", text.getBytes(StandardCharsets.UTF_8), InputTable.AGENTS);
        TextPiece cut = new TextPiece(0, 0, Long.MAX_VALUE);
        List<TextPiece> pieces =
                TextScan.known(file, List.of(cut), new LineTally[] {TextScan.tally(file, cut, HADOOP)}, HADOOP);
        head("grows.csv", (text + "c\n").getBytes(StandardCharsets.UTF_8), InputTable.AGENTS);
        TextRows rows =
                new TextRows(List.of(file), List.of("agent_id"), columns(InputTable.AGENTS), pieces.iterator(), HADOOP);
        assertThatThrownBy(() -> {
                    while (rows.hasNext()) {
                        rows.next();
                    }
                })
                .isInstanceOf(UserException.class)
                .hasMessageContaining("had 2 rows")
                .hasMessageContaining("3 when it was read");
    }

    @Test
    void aHundredThousandColumnsAreReadAtOnce() {
        String extra = String.join(",", Collections.nCopies(100_000, "x"));
        String header = IntStream.range(0, 100_000).mapToObj(k -> "c" + k).collect(Collectors.joining(","));
        String text = "prompt_id," + header + "\np," + extra + "\nq,1\n";
        TextFile file = head("wide.csv", text.getBytes(StandardCharsets.UTF_8), InputTable.PROMPTS);
        long start = System.nanoTime();
        assertThat(read(file, List.of("prompt_id"), columns(InputTable.PROMPTS), 1 << 20))
                .containsExactly("[p, null]", "MALFORMED");
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }
}
