package dev.candor.api;

import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.model.Frontier;
import dev.candor.report.frontier.FrontierChart;
import dev.candor.report.frontier.FrontierCsv;
import dev.candor.report.frontier.FrontierJson;
import dev.candor.report.frontier.FrontierReport;
import java.util.List;
import java.util.Map;

/** A frontier as files: frontier.csv, .json, .svg and .html, quarantine/, and the manifest that binds them. */
public final class SweepFiles {
    private SweepFiles() {}

    /** What is published of a frontier. */
    public static Publication publication(List<OutputFile> quarantine, Frontier frontier) {
        return Publication.of(
                quarantine,
                Map.of(
                        "frontier.csv", FrontierCsv.render(frontier),
                        "frontier.json", FrontierJson.render(frontier),
                        "frontier.svg", FrontierChart.render(frontier),
                        "frontier.html", FrontierReport.render(frontier)),
                SettlementFiles.counts(frontier.counts()),
                Map.of());
    }
}
