package dev.candor.job.learn;

import dev.candor.api.CandidateFeatures;
import dev.candor.api.FeatureSettings;
import dev.candor.api.FeaturesAction;
import dev.candor.engine.text.TextSpec;
import dev.candor.io.files.OutputFile;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.ExitCode;
import dev.candor.model.RunSummary;
import dev.candor.model.UserException;
import dev.candor.report.runs.RunJson;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Texts of candidates in, the candidates with features out. */
@Command(
        name = "features",
        description = "Compute features of candidates from their texts, independently of all reports.")
public final class FeaturesJob implements Verb {
    private final Values values = FeaturesAction.settings();

    @Mixin
    private OutputOptions result;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        spec();
        List<String> lines = new ArrayList<>(List.of("read: candidates at " + values.get(FeatureSettings.CANDIDATES)));
        values.find(FeatureSettings.MODEL).ifPresent(model -> lines.add("read: model at " + model));
        lines.add("compute: features of every text");
        lines.add("write: candidates/, model/, summary.json, manifest.json below " + result.required("make features"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        TextSpec spec = spec();
        String output = result.required("make features");
        return PublishedRun.of(
                context, output, (spark, hadoop) -> InputSnapshot.read(spark, places(), output), work -> {
                    try (CandidateFeatures made = CandidateFeatures.of(
                            work.spark(),
                            values,
                            Optional.empty(),
                            spec,
                            work.phases(),
                            rejected -> GatedReports.quarantine(work, rejected))) {
                        publish(work, made);
                        context.out().print(said(made));
                    }
                });
    }

    private void publish(RunInProgress work, CandidateFeatures made) {
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        RunSummary summary = made.summary();
        long count = summary.counts().get("candidates");
        Path staging = work.run().staging();
        work.phases().run("write candidates", () -> {
            work.phases().rows(count);
            return tables.addAll(new StableFiles(result.format())
                    .write(made.unsorted(), count, List.of("prompt_id", "candidate_id"), staging, "candidates"));
        });
        work.phases()
                .run(
                        "write the model",
                        () -> tables.addAll(new StableFiles(TableFormat.PARQUET)
                                .write(
                                        made.model(),
                                        summary.counts().get("vector_length"),
                                        List.of("term"),
                                        staging,
                                        "model")));
        work.publish(Publication.of(
                tables,
                Map.of(
                        "summary.json",
                        RunJson.render(summary.settings(), summary.counts(), summary.figures(), summary.notes())),
                summary.counts(),
                Map.of()));
    }

    private static String said(CandidateFeatures made) {
        Map<String, Long> counts = made.summary().counts();
        double share = made.summary().figures().get("share_of_spread");
        return "Made " + Figures.count(counts.get("features"), "feature") + " of " + counts.get("vector_length") + " "
                + made.coordinates() + " for " + Figures.count(counts.get("candidates"), "candidate")
                + (Double.isFinite(share)
                        ? String.format(
                                Locale.ROOT, "; they keep %.1f %% of how candidates of a prompt differ", 100 * share)
                        : "")
                + ".\n";
    }

    private Map<String, List<String>> places() {
        Map<String, List<String>> places =
                new TreeMap<>(Map.of("candidates", List.of(values.get(FeatureSettings.CANDIDATES))));
        FeatureSettings.modelTable(values).ifPresent(table -> places.put("model", List.of(table)));
        return places;
    }

    private TextSpec spec() {
        TextSpec spec = FeatureSettings.of(values, false);
        result.required("make features");
        if (result.format() == TableFormat.CSV) {
            throw UserException.configuration(
                    "Cannot make features as CSV, which has no arrays: set --output-format to parquet or json.");
        }
        return spec;
    }
}
