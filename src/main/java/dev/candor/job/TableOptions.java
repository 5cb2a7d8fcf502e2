package dev.candor.job;

import dev.candor.io.TableFormat;
import dev.candor.model.UserException;
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
        if (maxRejectedRows < 0) {
            throw UserException.configuration(
                    "Cannot tolerate " + maxRejectedRows + " rejected rows: --max-rejected-rows must be at least 0.");
        }
    }
}
