package dev.candor.job.sweep;

import dev.candor.api.Degenerate;
import dev.candor.api.Notes;
import dev.candor.api.Settlement;
import dev.candor.api.SettlementFiles;
import dev.candor.engine.pack.PackedReports;
import dev.candor.io.run.Publication;
import dev.candor.job.cli.Options;
import dev.candor.job.run.InputOptions;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.MechanismSpec;
import dev.candor.report.frontier.FrontierChart;
import dev.candor.report.frontier.FrontierCsv;
import dev.candor.report.frontier.FrontierJson;
import dev.candor.report.frontier.FrontierReport;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A frontier as files: frontier.csv, .json, .svg and .html, quarantine/, and the manifest that binds them. */
final class SweepOutput {
    private final RunInProgress work;
    /** Stands for all: they differ in divergence and λ only. */
    private final MechanismSpec mechanism;

    SweepOutput(RunInProgress work, MechanismSpec mechanism) {
        this.work = work;
        this.mechanism = mechanism;
    }

    /** Writes and publishes everything; returns the frontier. */
    Frontier publish(PackedReports reports, List<FrontierPoint> points, InputOptions input) {
        Frontier frontier = new Frontier(
                mechanism.policyClass().commandName(),
                Options.typed(mechanism.paymentRule()),
                Options.typed(mechanism.normalisation()),
                Options.typed(mechanism.domain()),
                Settlement.counts(reports),
                points,
                Stream.concat(
                                Notes.ofReports(reports, input.candidatesFromReports(), mechanism.paymentRule())
                                        .stream(),
                                Degenerate.notes(reports, Degenerate.Prompts.of(reports), mechanism.policyClass())
                                        .stream())
                        .toList(),
                work.stages().get());
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
