package dev.candor.job.sweep;

import dev.candor.api.SettlementFiles;
import dev.candor.api.Sweep;
import dev.candor.io.run.Publication;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.Frontier;
import dev.candor.report.frontier.FrontierChart;
import dev.candor.report.frontier.FrontierCsv;
import dev.candor.report.frontier.FrontierJson;
import dev.candor.report.frontier.FrontierReport;
import java.util.Map;

/** A frontier as files: frontier.csv, .json, .svg and .html, quarantine/, and the manifest that binds them. */
final class SweepOutput {
    private SweepOutput() {}

    /** Writes and publishes everything; returns the frontier. */
    static Frontier publish(RunInProgress work, Sweep sweep) {
        Frontier frontier = sweep.frontier(work.stages().get());
        work.publish(Publication.of(
                work.quarantine(),
                Map.of(
                        "frontier.csv", FrontierCsv.render(frontier),
                        "frontier.json", FrontierJson.render(frontier),
                        "frontier.svg", FrontierChart.render(frontier),
                        "frontier.html", FrontierReport.render(frontier)),
                SettlementFiles.counts(frontier.counts()),
                Map.of()));
        return frontier;
    }
}
