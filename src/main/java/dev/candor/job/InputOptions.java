package dev.candor.job;

import dev.candor.io.InputPaths;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the tables lie, reports in files or in a packed store. */
class InputOptions extends LogOptions {
    @Option(names = "--packed", paramLabel = "STORE", description = "A packed store (jobs/pack) in place of --reports.")
    @DoesNotAffectResult
    private String packed;

    final boolean isPacked() {
        return packed != null;
    }

    @Override
    InputPaths paths() {
        return paths(Optional.ofNullable(packed));
    }
}
