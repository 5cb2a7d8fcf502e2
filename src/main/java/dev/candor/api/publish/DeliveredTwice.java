package dev.candor.api.publish;

import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.listing.Copies;
import dev.candor.io.schema.InputTable;
import java.util.Arrays;
import java.util.List;

/** What is said of files that hold the same rows: in a log of preferences every judgement counts twice. */
public final class DeliveredTwice {
    private DeliveredTwice() {}

    /** What a reader of the result should know. Files of stores and of published runs are no deliveries. */
    public static List<String> notes(List<Copies> copies) {
        return copies.stream()
                .filter(same -> Arrays.stream(InputTable.values())
                        .anyMatch(table -> table.label().equals(same.table())))
                .map(DeliveredTwice::note)
                .toList();
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
