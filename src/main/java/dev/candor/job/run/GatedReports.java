package dev.candor.job.run;

import dev.candor.api.Acceptance;
import dev.candor.api.SettlementFiles;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.Rejections;
import dev.candor.model.MechanismSpec;

/** The input gate as jobs pass it: what it rejects goes to the run's quarantine. */
public final class GatedReports {
    private GatedReports() {}

    /** Stages the rejected rows, if any, as {@link RunInProgress#quarantine}. */
    public static void quarantine(RunInProgress work, Rejections rejected) {
        if (rejected.total() > 0) {
            work.quarantine()
                    .addAll(work.phases()
                            .run(
                                    "quarantine rejected rows",
                                    () -> SettlementFiles.quarantine(
                                            rejected, work.run().staging())));
        }
    }

    /**
     * Reads, checks and packs the reports.
     *
     * @throws dev.candor.model.UserException when more rows are rejected than tolerated; their files are in
     *     {@link RunInProgress#quarantine}
     */
    public static PackedReports pack(
            RunInProgress work, InputPaths paths, MechanismSpec mechanism, EngineLimits limits, long maxRejectedRows) {
        return Acceptance.pack(
                work.spark(),
                work.phases().run("open the tables", () -> InputGate.open(work.spark(), paths)),
                mechanism,
                limits,
                work.phases(),
                maxRejectedRows,
                rejected -> quarantine(work, rejected));
    }

    /** A log that rewards are learned from: rejected rows go to quarantine, too many of them end the run. */
    public static void requireAcceptable(RunInProgress work, Rejections rejected, long accepted, long maxRejectedRows) {
        quarantine(work, rejected);
        Acceptance.require(rejected, accepted, maxRejectedRows);
    }
}
