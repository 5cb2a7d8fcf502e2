package dev.candor.job.settle;

import static org.apache.spark.sql.functions.col;

import dev.candor.api.Acceptance;
import dev.candor.api.DeliveredTwice;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.Rejections;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.job.cli.RunContext;
import dev.candor.job.progress.Figures;
import dev.candor.job.progress.PhaseProgress;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import dev.candor.model.ExitCode;
import dev.candor.model.RatingScale;
import java.util.Optional;

/** The gate of a log of preferences alone. */
final class ValidatedPreferences {
    private final InputPaths paths;
    private final Optional<RatingScale> scale;
    private final long maxRejectedRows;

    ValidatedPreferences(InputPaths paths, Optional<RatingScale> scale, long maxRejectedRows) {
        this.paths = paths;
        this.scale = scale;
        this.maxRejectedRows = maxRejectedRows;
    }

    /** @param output null = only said */
    ExitCode run(RunContext context, String output) {
        if (output != null) {
            return PublishedRun.of(context, output, paths, work -> {
                try (PreferenceLog log =
                        work.phases().run("open the tables", () -> PreferenceLog.open(work.spark(), paths, scale))) {
                    Rejections rejected = log.rejections();
                    long accepted = accepted(log);
                    GatedReports.requireAcceptable(work, rejected, accepted, maxRejectedRows);
                    String verdict = verdict(log, accepted, rejected);
                    context.out().print(verdict);
                    work.run().validated(verdict, work.quarantine());
                }
            });
        }
        try (SessionLease lease = Sessions.open(context);
                PhaseProgress phases = PhaseProgress.of(context, lease.spark().sparkContext());
                PreferenceLog log =
                        phases.run("open the tables", () -> PreferenceLog.open(lease.spark(), paths, scale))) {
            DeliveredTwice.notes(phases.run(
                            "look for copies",
                            () -> InputSnapshot.read(lease.spark(), paths.locations(Optional.empty()))
                                    .copies(lease.spark().sessionState().newHadoopConf())))
                    .forEach(note -> context.err().println("candor: " + note));
            Rejections rejected = log.rejections();
            long accepted = accepted(log);
            Acceptance.require(rejected, accepted, maxRejectedRows);
            context.out().print(verdict(log, accepted, rejected));
            return ExitCode.DONE;
        }
    }

    private static long accepted(PreferenceLog log) {
        return log.rows().filter(col("reject").equalTo(0)).count();
    }

    private static String verdict(PreferenceLog log, long accepted, Rejections rejected) {
        return "Accepted: " + Figures.count(accepted, "row") + " of "
                + log.table().label() + "; " + Figures.count(rejected.total(), "row") + " rejected.\n";
    }
}
