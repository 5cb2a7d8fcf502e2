package dev.candor.io.table;

import dev.candor.io.files.Places;
import dev.candor.io.schema.InputTable;
import dev.candor.model.UserException;
import java.util.List;
import java.util.Set;

/**
 * That the files of a table have the same of its columns. Where some lack {@code weight}, their rows would count with
 * weight 1 beside those of files that say what they weigh. In JSON Lines a column is a matter of each row.
 */
public final class SharedColumns {
    private SharedColumns() {}

    /** A file with rows, and the table's columns that it has. */
    public record Part(String path, Set<String> columns) {}

    /**
     * Refuses files that differ in an optional column.
     *
     * @throws UserException with a column, a file that has it and one that has not
     */
    public static void require(InputTable table, List<Part> parts) {
        for (Part part : parts) {
            require(table, parts.get(0), part);
            require(table, part, parts.get(0));
        }
    }

    private static void require(InputTable table, Part has, Part lacks) {
        has.columns.stream()
                .filter(column -> !lacks.columns.contains(column))
                .sorted()
                .findFirst()
                .ifPresent(column -> {
                    throw UserException.inputRejected("Cannot read the " + table.label() + " table: "
                            + Places.shown(has.path) + " has a column " + column + ", and " + Places.shown(lacks.path)
                            + " has none. Write it into every file of the table, or into none; correct " + table.flag()
                            + ".");
                });
    }
}
