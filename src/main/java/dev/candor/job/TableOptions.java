package dev.candor.job;

import dev.candor.api.SettleSettings;
import dev.candor.io.TableFormat;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How tables are read, and what is tolerated in them. */
final class TableOptions {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of all tables. Without: by the files' extensions.")
    @DoesNotAffectResult
    private TableFormat format;

    @Option(
            names = "--max-rejected-rows",
            paramLabel = "N",
            defaultValue = "0",
            description = "Rejected rows to tolerate; they go to quarantine/ and count for nothing.")
    private long maxRejectedRows;

    Optional<TableFormat> format() {
        return Optional.ofNullable(format);
    }

    long maxRejectedRows() {
        return maxRejectedRows;
    }

    void requireTolerance() {
        SettleSettings.requireTolerance(maxRejectedRows);
    }
}
