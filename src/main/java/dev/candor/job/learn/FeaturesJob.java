package dev.candor.job.learn;

import dev.candor.api.CandidateFeatures;
import dev.candor.api.FeatureFiles;
import dev.candor.api.FeaturesAction;
import dev.candor.api.settings.FeatureSettings;
import dev.candor.engine.text.TextSpec;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.model.ExitCode;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
                context,
                output,
                (spark, hadoop) -> InputSnapshot.read(spark, FeatureSettings.places(values), output),
                work -> {
                    try (CandidateFeatures made = CandidateFeatures.of(
                            work.spark(),
                            values,
                            Optional.empty(),
                            spec,
                            work.phases(),
                            rejected -> GatedReports.quarantine(work, rejected))) {
                        work.publish(FeatureFiles.write(made, work.draft(result.format())));
                        context.out().print(said(made));
                    }
                });
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

    private TextSpec spec() {
        TextSpec spec = FeatureSettings.of(values, false);
        result.required("make features");
        FeatureSettings.requireFormat(result.format());
        return spec;
    }
}
