package dev.candor.job.export;

import dev.candor.api.ExportAction;
import dev.candor.api.ExportInputs;
import dev.candor.api.TrainingSet;
import dev.candor.api.settings.ExportSettings;
import dev.candor.io.files.OutputFile;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.PlaceOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.ExitCode;
import dev.candor.model.ExportSummary;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A settlement's policy in the form that trainers take. */
@Command(
        name = "export",
        description = "Write a settlement's policy for a trainer: weighted examples, preference pairs, or rewards.")
public final class ExportJob implements Verb {
    private static final List<String> LEFT_OUT =
            List.of("candidates_of_weight_0", "candidates_of_probability_0", "prompts_without_two_candidates");

    private final Values values = ExportAction.settings();

    @Mixin
    private PlaceOptions publication;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        ExportSettings settings = settings();
        String table = settings.trainer().table();
        List<String> lines = new ArrayList<>();
        lines.add("read: policy/ of the settlement at " + settings.settlement());
        settings.texts()
                .paths()
                .locations(Optional.empty())
                .forEach((texts, places) -> lines.add("read: texts of " + texts + " at " + places.get(0)));
        lines.add("compute: the policy for " + table);
        lines.add("write: " + table + "/, summary.json, manifest.json below " + publication.required("export"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        ExportSettings settings = settings();
        String output = publication.required("export");
        return PublishedRun.of(
                context,
                output,
                (spark, hadoop) -> ExportInputs.snapshot(
                        spark, ExportInputs.settlement(spark, settings), settings.texts(), Optional.of(output)),
                work -> context.out().print(lines(publish(work, settings), output)));
    }

    private static ExportSummary publish(RunInProgress work, ExportSettings settings) {
        TrainingSet made = TrainingSet.of(
                work.spark(),
                ExportInputs.settlement(work.spark(), settings),
                settings,
                work.phases(),
                rejected -> GatedReports.quarantine(work, rejected));
        List<OutputFile> files = made.write(work.run().staging());
        ExportSummary summary = made.summary(work.stages().get());
        work.publish(made.publication(files, summary));
        return summary;
    }

    private ExportSettings settings() {
        return ExportSettings.of(values, Map.of());
    }

    private static String lines(ExportSummary summary, String output) {
        StringBuilder text = new StringBuilder("Exported ")
                .append(Figures.count(summary.counts().get("rows"), "row"))
                .append(" for ")
                .append(summary.trainer())
                .append(" from ")
                .append(Figures.count(summary.counts().get("candidates"), "candidate"))
                .append(" of ")
                .append(Figures.count(summary.counts().get("prompts"), "prompt"))
                .append(": ")
                .append(output)
                .append("/")
                .append(summary.trainer())
                .append("\n");
        summary.counts().forEach((figure, count) -> {
            if (LEFT_OUT.contains(figure) && count > 0) {
                text.append("Left out: ")
                        .append(Figures.count(count))
                        .append(" ")
                        .append(figure.replace('_', ' '))
                        .append("\n");
            }
        });
        return text.append("To feed it: ")
                .append(summary.feeding())
                .append(" (docs/export.md).\n")
                .toString();
    }
}
