package dev.candor.io.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.candor.io.schema.ColumnNames;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The first rows of a JSON Lines file: which of the table's columns they have. */
public final class JsonHead {
    private static final int ROWS = 100;

    private record Head(Set<String> names, boolean rows) {}

    private JsonHead() {}

    /**
     * Reads the first rows of a file.
     *
     * @throws UserException when the file is one array, or one object over several lines
     */
    public static TextFile read(Path path, InputTable table, Configuration hadoop) throws IOException {
        Head head = head(path, table, hadoop);
        return new TextFile(
                path.toString(),
                TableFormat.JSON,
                TextFile.length(path, hadoop),
                TextFile.compressed(path, hadoop),
                List.of(),
                ColumnNames.presentAmong(table, head.names()),
                head.rows());
    }

    /** The names of the first rows' top-level members, null or not, in the order they appear. */
    public static Set<String> names(Path path, InputTable table, Configuration hadoop) throws IOException {
        return head(path, table, hadoop).names();
    }

    private static Head head(Path path, InputTable table, Configuration hadoop) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        int rows = 0;
        try (LineReader lines = TextFile.open(path, TableFormat.JSON, hadoop)) {
            while (rows < ROWS && lines.next()) {
                if (rows == 0) {
                    refuseOtherJson(path, table, lines);
                }
                rows++;
                addNames(lines, names);
            }
        }
        return new Head(names, rows > 0);
    }

    private static void refuseOtherJson(Path path, InputTable table, LineReader lines) {
        String first = lines.text().strip();
        if (first.startsWith("[")) {
            throw UserException.inputRejected("Cannot read the " + table.label() + " table: " + path
                    + " is a JSON array. Write one object per line instead (jq -c '.[]').");
        }
        if (first.equals("{")) {
            throw UserException.inputRejected("Cannot read the " + table.label() + " table: " + path
                    + " has JSON objects over several lines. Write one object per line instead (jq -c .).");
        }
    }

    private static void addNames(LineReader line, Set<String> names) throws IOException {
        try (JsonParser parser = JsonCells.JSON.createParser(line.buffer(), line.from(), line.to() - line.from())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException malformed) {
            // The row is judged, with its text, when the table is read.
            return;
        }
    }
}
