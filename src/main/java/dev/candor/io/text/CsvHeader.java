package dev.candor.io.text;

import dev.candor.io.schema.ColumnNames;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.schema.Texts;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The header of a CSV file: its first row that is not blank. */
public final class CsvHeader {
    private CsvHeader() {}

    /**
     * Reads the header of a file.
     *
     * @throws UserException when a required column is missing, a name appears twice, or there is no header
     */
    public static TextFile read(Path path, InputTable table, Configuration hadoop) throws IOException {
        try (LineReader rows = TextFile.open(path, TableFormat.CSV, hadoop)) {
            List<String> names = rows.next() ? names(path, table, rows) : List.of();
            refuseDuplicates(path, table, names);
            ColumnNames.requireColumns(path, table, names);
            return new TextFile(
                    path.toString(),
                    TableFormat.CSV,
                    TextFile.length(path, hadoop),
                    TextFile.compressed(path, hadoop),
                    names,
                    ColumnNames.presentAmong(table, names),
                    rows.next());
        }
    }

    private static List<String> names(Path path, InputTable table, LineReader rows) {
        CsvCells cells = new CsvCells();
        if (!cells.cut(rows.buffer(), rows.from(), rows.to())) {
            throw UserException.inputRejected("Cannot read the " + table.label() + " table: the header of " + path
                    + " has a quote within a cell, or one that is never closed: " + Texts.printable(rows.text())
                    + ". Put quotes around whole cells and write a quote within them twice (RFC 4180).");
        }
        List<String> names = new ArrayList<>();
        for (int k = 0; k < cells.count(); k++) {
            byte[] name = cells.value(k);
            names.add(name == null ? "" : new String(name, StandardCharsets.UTF_8));
        }
        return names;
    }

    private static void refuseDuplicates(Path path, InputTable table, List<String> names) {
        Set<String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>();
        names.stream().filter(name -> !name.isEmpty() && !seen.add(name)).forEach(twice::add);
        if (!twice.isEmpty()) {
            throw UserException.inputRejected("Cannot read the " + table.label() + " table: the header of " + path
                    + " names a column twice: " + ColumnNames.shown(twice) + ". Columns found: "
                    + ColumnNames.shown(names) + ". Keep one of them.");
        }
    }
}
