package dev.candor.job.run;

import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.listing.Copies;
import dev.candor.io.schema.InputTable;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** What is said of files that hold the same rows: in a log of preferences every judgement counts twice. */
public final class DeliveredTwice {
    private DeliveredTwice() {}

    /** What a reader of the result should know, said to {@code err} at once. Files of stores and of published runs are no deliveries. */
    public static List<String> told(List<Copies> copies, PrintStream err) {
        List<String> notes = copies.stream()
                .filter(same -> Arrays.stream(InputTable.values())
                        .anyMatch(table -> table.label().equals(same.table())))
                .map(DeliveredTwice::note)
                .toList();
        notes.forEach(note -> err.println("candor: " + note));
        return notes;
    }

    private static String note(Copies same) {
        boolean log =
                PreferenceLog.TABLES.stream().anyMatch(table -> table.label().equals(same.table()));
        return same + " (" + same.table() + ") hold the same rows: "
                + (log
                        ? "every judgement in them counts " + same.files().size()
                                + " times. If one delivery came twice, take the copy away and run again."
                        : "they count once.");
    }
}
