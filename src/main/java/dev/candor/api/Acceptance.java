package dev.candor.api;

import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.Rejections;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.model.MechanismSpec;
import dev.candor.model.UserException;
import dev.candor.report.text.Numbers;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The input gate as runs pass it: more rejected rows than are tolerated end the run. */
public final class Acceptance {
    private Acceptance() {}

    /**
     * Reads, checks and packs the reports.
     *
     * @param quarantine is told of the rejected rows before they are judged
     * @throws UserException when more rows are rejected than tolerated, or no report is left
     */
    public static PackedReports pack(
            SparkSession spark,
            InputTables tables,
            MechanismSpec mechanism,
            EngineLimits limits,
            Phases phases,
            long maxRejectedRows,
            Consumer<Rejections> quarantine) {
        PackedReports reports = PackedReports.pack(spark, tables, mechanism, limits, phases);
        try {
            Rejections rejected = reports.rejections();
            quarantine.accept(rejected);
            require(reports, rejected, maxRejectedRows);
            return reports;
        } catch (Throwable failure) {
            reports.close();
            throw failure;
        }
    }

    /** Writes the rejected rows, if any, below {@code staging}: quarantine/ as JSON Lines. */
    public static List<OutputFile> quarantine(Rejections rejected, Path staging) {
        return rejected.total() == 0
                ? List.of()
                : new StableFiles(TableFormat.JSON)
                        .write(rejected.rows(), List.of("table", "reason", "row_text"), staging, "quarantine");
    }

    /** Refuses more rejected rows than are tolerated, and reports of which none is left. */
    public static void require(PackedReports reports, Rejections rejected, long maxRejectedRows) {
        if (rejected.total() > maxRejectedRows) {
            throw UserException.inputRejected(rejected.message(maxRejectedRows));
        }
        if (reports.rowsAccepted() == 0) {
            throw UserException.inputRejected("Cannot settle: no report is left" + left(rejected)
                    + ". An agent that reports nothing decides nothing. Correct " + reports.flag() + "."
                    + details(rejected, maxRejectedRows));
        }
    }

    /** The same of a log that rewards are learned from. */
    public static void require(Rejections rejected, long accepted, long maxRejectedRows) {
        if (rejected.total() > maxRejectedRows) {
            throw UserException.inputRejected(rejected.message(maxRejectedRows));
        }
        if (accepted == 0) {
            throw UserException.inputRejected("Cannot learn: no row of the log is left" + left(rejected) + "."
                    + details(rejected, maxRejectedRows));
        }
    }

    private static String left(Rejections rejected) {
        return rejected.total() == 0 ? "" : ", " + Numbers.count(rejected.total(), "row") + " rejected";
    }

    /** What was rejected, on lines of its own. */
    private static String details(Rejections rejected, long maxRejectedRows) {
        return rejected.total() == 0 ? "" : "\n" + rejected.message(maxRejectedRows);
    }
}
