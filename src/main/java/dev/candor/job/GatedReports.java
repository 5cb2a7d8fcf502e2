package dev.candor.job;

import dev.candor.engine.EngineLimits;
import dev.candor.engine.PackedReports;
import dev.candor.io.InputGate;
import dev.candor.io.InputPaths;
import dev.candor.io.InputTables;
import dev.candor.io.Rejections;
import dev.candor.io.StableFiles;
import dev.candor.io.TableFormat;
import dev.candor.model.MechanismSpec;
import dev.candor.model.UserException;
import java.util.List;

/** The input gate as jobs pass it: what it rejects goes to quarantine, and more than is tolerated ends the run. */
final class GatedReports {
    private GatedReports() {}

    /** Refuses more rejected rows than are tolerated, and reports of which none is left. */
    static void requireAcceptable(PackedReports reports, Rejections rejected, LogOptions input) {
        if (rejected.total() > input.maxRejectedRows()) {
            throw UserException.inputRejected(rejected.message(input.maxRejectedRows()));
        }
        if (reports.rowsAccepted() == 0) {
            throw UserException.inputRejected("Cannot settle: no report is left" + left(rejected)
                    + ". An agent that reports nothing decides nothing. Correct " + reports.flag() + "."
                    + details(rejected, input.maxRejectedRows()));
        }
    }

    /** Stages the rejected rows, if any, as {@link Work#quarantine}. */
    static void quarantine(Work work, Rejections rejected) {
        if (rejected.total() > 0) {
            work.quarantine()
                    .addAll(work.phases()
                            .run(
                                    "quarantine rejected rows",
                                    () -> new StableFiles(TableFormat.JSON)
                                            .write(
                                                    rejected.rows(),
                                                    List.of("table", "reason", "row_text"),
                                                    work.run().staging(),
                                                    "quarantine")));
        }
    }

    /** Into how many partitions the reports would be packed. */
    static int partitions(Work work, InputPaths paths, EngineLimits limits) {
        try (InputTables tables = work.phases().run("open the tables", () -> InputGate.open(work.spark(), paths))) {
            return PackedReports.partitions(work.spark(), tables, limits);
        }
    }

    /**
     * Reads, checks and packs the reports.
     *
     * @throws UserException when more rows are rejected than tolerated; their files are in {@link Work#quarantine}
     */
    static PackedReports pack(
            Work work, InputPaths paths, MechanismSpec mechanism, EngineLimits limits, LogOptions input) {
        return pack(
                work,
                work.phases().run("open the tables", () -> InputGate.open(work.spark(), paths)),
                mechanism,
                limits,
                input);
    }

    /** The same of tables that are open. */
    static PackedReports pack(
            Work work, InputTables tables, MechanismSpec mechanism, EngineLimits limits, LogOptions input) {
        PackedReports reports = PackedReports.pack(work.spark(), tables, mechanism, limits, work.phases());
        try {
            Rejections rejected = reports.rejections();
            quarantine(work, rejected);
            requireAcceptable(reports, rejected, input);
            return reports;
        } catch (Throwable failure) {
            reports.close();
            throw failure;
        }
    }

    /** The same of a log that rewards are learned from: rejected rows go to quarantine, too many of them end the run. */
    static void requireAcceptable(Work work, Rejections rejected, long accepted, long maxRejectedRows) {
        quarantine(work, rejected);
        requireAcceptable(rejected, accepted, maxRejectedRows);
    }

    /** The same without a place for rejected rows. */
    static void requireAcceptable(Rejections rejected, long accepted, long maxRejectedRows) {
        if (rejected.total() > maxRejectedRows) {
            throw UserException.inputRejected(rejected.message(maxRejectedRows));
        }
        if (accepted == 0) {
            throw UserException.inputRejected("Cannot learn: no row of the log is left" + left(rejected) + "."
                    + details(rejected, maxRejectedRows));
        }
    }

    private static String left(Rejections rejected) {
        return rejected.total() == 0 ? "" : ", " + Figures.count(rejected.total(), "row") + " rejected";
    }

    /** What was rejected, on lines of its own. */
    private static String details(Rejections rejected, long maxRejectedRows) {
        return rejected.total() == 0 ? "" : "\n" + rejected.message(maxRejectedRows);
    }
}
