package dev.candor.job.run;

import dev.candor.api.SettleSettings;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.cli.DoesNotAffectResult;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How tables are read, and what is tolerated in them. */
public final class TableOptions {
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
            description =
                    "If more rows are rejected, the run ends. Rejected rows go to quarantine/ and have no" + " effect.")
    private long maxRejectedRows;

    public Optional<TableFormat> format() {
        return Optional.ofNullable(format);
    }

    public long maxRejectedRows() {
        return maxRejectedRows;
    }

    public void requireTolerance() {
        SettleSettings.requireTolerance(maxRejectedRows);
    }
}
