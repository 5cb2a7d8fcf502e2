package dev.candor.io;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The header of a CSV file: Spark matches columns by position, so the positions are read here, file by file. */
final class CsvHeader {
    /** Spark's own limit, {@code maxColumns}. */
    private static final int MAX_COLUMNS = 20480;

    private record Head(List<String> names, boolean rows) {}

    private CsvHeader() {}

    /**
     * The columns by position, all strings; those the table does not name are called {@code _unread_0, …}.
     *
     * @throws UserException when a required column is missing or a name appears twice
     */
    static FileLayout layout(Path path, InputTable table, Configuration hadoop) throws IOException {
        Head head = head(path, hadoop);
        List<String> names = head.names();
        refuseDuplicates(path, table, names);
        FileLayout.requireColumns(path, table, names);
        StructType columns = new StructType();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            columns = columns.add(table.inColumn(name).isPresent() ? name : "_unread_" + i, DataTypes.StringType);
        }
        return new FileLayout(path, columns, FileLayout.presentAmong(table, names), head.rows());
    }

    private static Head head(Path path, Configuration hadoop) throws IOException {
        CsvParser parser = new CsvParser(rfc4180());
        try (InputStream bytes = FileLayout.open(path, hadoop)) {
            parser.beginParsing(bytes, "UTF-8");
            String[] names = parser.parseNext();
            return new Head(
                    names == null
                            ? List.of()
                            : Arrays.stream(names)
                                    .map(name -> name == null ? "" : name)
                                    .toList(),
                    hasRow(parser));
        } catch (TextParsingException | IllegalStateException e) {
            throw new IOException("the header cannot be parsed: " + ReadFailures.oneLine(e), e);
        } finally {
            parser.stopParsing();
        }
    }

    private static CsvParserSettings rfc4180() {
        CsvParserSettings rfc4180 = new CsvParserSettings();
        rfc4180.getFormat().setQuoteEscape('"');
        rfc4180.setLineSeparatorDetectionEnabled(true);
        rfc4180.setIgnoreLeadingWhitespaces(false);
        rfc4180.setIgnoreTrailingWhitespaces(false);
        rfc4180.setMaxCharsPerColumn(-1);
        rfc4180.setMaxColumns(MAX_COLUMNS);
        rfc4180.setReadInputOnSeparateThread(false);
        return rfc4180;
    }

    /** Whether a row follows that is not blank; Spark skips blank ones. */
    private static boolean hasRow(CsvParser parser) {
        for (String[] row = parser.parseNext(); row != null; row = parser.parseNext()) {
            if (Arrays.stream(row).anyMatch(cell -> cell != null && !cell.isBlank()) || row.length > 1) {
                return true;
            }
        }
        return false;
    }

    private static void refuseDuplicates(Path path, InputTable table, List<String> names) {
        Set<String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>();
        names.stream().filter(name -> !name.isEmpty() && !seen.add(name)).forEach(twice::add);
        if (!twice.isEmpty()) {
            throw UserException.inputRejected("Cannot read the " + table.label() + " table: the header of " + path
                    + " names a column twice: " + String.join(", ", twice) + ". Columns found: "
                    + String.join(", ", names) + ". Keep one of each.");
        }
    }
}
