package dev.candor.io.schema;

import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** The names of a file's columns, held against those a table needs. */
public final class ColumnNames {
    private static final int SHOWN_NAMES = 30;
    private static final int LONGEST_NAME = 100;

    private ColumnNames() {}

    /** Refuses a file that lacks one of the table's required columns. */
    public static void requireColumns(Path path, InputTable table, Collection<String> found) {
        List<String> missing = table.requiredColumns().stream()
                .filter(name -> !found.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw missingColumns(path.toString(), table, missing, found);
        }
    }

    /** The refusal of a file without the columns {@code missing}. */
    public static UserException missingColumns(
            String file, InputTable table, List<String> missing, Collection<String> found) {
        StringBuilder text = new StringBuilder("Cannot read the ")
                .append(table.label())
                .append(" table: ")
                .append(file)
                .append(missing.size() == 1 ? " has no column " : " has no columns ")
                .append(String.join(", ", missing))
                .append(". Columns found: ")
                .append(shown(found))
                .append(". Names must match exactly");
        missing.forEach(name -> Nearest.to(name, shortNames(found))
                .ifPresent(near -> text.append("; for ")
                        .append(name)
                        .append(", rename '")
                        .append(near)
                        .append("'")));
        text.append(". Required: ")
                .append(String.join(", ", table.requiredColumns()))
                .append(".");
        if (found.stream().findFirst().orElse("").startsWith("#")) {
            text.append(" The first line is the header even if it begins with #: CSV has no comments, so "
                    + "remove them.");
        }
        return UserException.inputRejected(text.toString());
    }

    /** Names in a message, not all where they are many. */
    public static String shown(Collection<String> names) {
        String first = names.stream().limit(SHOWN_NAMES).map(Texts::printable).collect(Collectors.joining(", "));
        return names.size() <= SHOWN_NAMES ? first : first + " and " + (names.size() - SHOWN_NAMES) + " more";
    }

    /** Those that somebody can have mistyped. */
    private static List<String> shortNames(Collection<String> names) {
        return names.stream().filter(name -> name.length() <= LONGEST_NAME).toList();
    }

    /** The table's columns that are among {@code found}. */
    public static Set<String> presentAmong(InputTable table, Collection<String> found) {
        return table.fieldsInFiles().stream()
                .map(InputTable.Field::column)
                .filter(found::contains)
                .collect(Collectors.toUnmodifiableSet());
    }
}
