package dev.candor.job.run;

import dev.candor.io.gate.InputPaths;
import dev.candor.job.cli.DoesNotAffectResult;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the tables lie, reports in files or in a packed store. */
public class InputOptions extends LogOptions {
    @Option(names = "--packed", paramLabel = "STORE", description = "A packed store (jobs/pack) in place of --reports.")
    @DoesNotAffectResult
    private String packed;

    public final boolean isPacked() {
        return packed != null;
    }

    @Override
    public InputPaths paths() {
        return paths(Optional.ofNullable(packed));
    }
}
