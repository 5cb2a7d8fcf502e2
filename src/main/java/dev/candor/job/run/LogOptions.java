package dev.candor.job.run;

import dev.candor.io.gate.InputPaths;
import dev.candor.io.store.PackedStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names that verbs without an action still use: see {@link InputPaths#locations} and {@link InputPlan}. */
public final class LogOptions {
    /** {@link InputPaths#PACKED}. */
    public static final String PACKED = InputPaths.PACKED;

    private LogOptions() {}

    /** {@link InputPaths#locations}. */
    public static Map<String, List<String>> locations(InputPaths paths, Optional<PackedStore> packed) {
        return paths.locations(packed);
    }

    /** {@link InputPlan#of}. */
    public static List<String> plan(InputPaths paths) {
        return InputPlan.of(paths);
    }
}
