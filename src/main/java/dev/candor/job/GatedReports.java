package dev.candor.job;

import dev.candor.engine.EngineLimits;
import dev.candor.engine.PackedReports;
import dev.candor.io.GatedTables;
import dev.candor.io.InputGate;
import dev.candor.io.InputPaths;
import dev.candor.io.Rejections;
import dev.candor.io.StableFiles;
import dev.candor.io.TableFormat;
import dev.candor.model.MechanismSpec;
import dev.candor.model.UserException;
import java.util.List;

/** The input gate as jobs pass it: what it rejects goes to quarantine, and more than is tolerated ends the run. */
final class GatedReports {
    private GatedReports() {}

    /**
     * Reads, checks and packs the reports.
     *
     * @throws UserException when more rows are rejected than tolerated; their files are in {@link Work#quarantine}
     */
    static PackedReports pack(
            Work work, InputPaths paths, MechanismSpec mechanism, EngineLimits limits, InputOptions input) {
        GatedTables tables = work.phases().run("check the small tables", () -> InputGate.read(work.spark(), paths));
        PackedReports reports = PackedReports.pack(work.spark(), tables, mechanism, limits, work.phases());
        try {
            Rejections rejected = reports.rejections();
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
            if (rejected.total() > input.maxRejectedRows()) {
                throw UserException.inputRejected(rejected.message(input.maxRejectedRows()));
            }
            return reports;
        } catch (RuntimeException failure) {
            reports.close();
            throw failure;
        }
    }
}
