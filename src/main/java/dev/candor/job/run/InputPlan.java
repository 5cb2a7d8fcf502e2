package dev.candor.job.run;

import dev.candor.io.gate.InputPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code --plan} says of the tables that would be read. */
public final class InputPlan {
    private InputPlan() {}

    /** A line a table. */
    public static List<String> of(InputPaths paths) {
        List<String> lines = new ArrayList<>();
        paths.locations(Optional.empty())
                .forEach((table, places) -> lines.add("read: " + table + " at " + places.get(0)));
        paths.packed().ifPresent(store -> lines.add("read: packed reports at " + store));
        return lines;
    }
}
