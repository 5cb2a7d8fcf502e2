package dev.candor.job;

import dev.candor.engine.TextFeatures;
import dev.candor.engine.TextSpec;
import dev.candor.io.CandidateTexts;
import dev.candor.io.InputSnapshot;
import dev.candor.io.OutputFile;
import dev.candor.io.Publication;
import dev.candor.io.StableFiles;
import dev.candor.io.TableFormat;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.report.RunJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Texts of candidates in, the candidates with features out. */
@Command(name = "features", description = "Make features of candidates from their texts, looking at nobody's reports.")
public final class FeaturesJob implements Verb {
    private static final List<String> NOTES = List.of(
            "The features are a function of the candidates alone: nothing of them depends on what anybody reports.",
            "Axes are those along which candidates of one prompt differ; their signs and their order are fixed.");

    @Mixin
    private TableOptions reading;

    @Mixin
    private OutputOptions result;

    @Option(
            names = "--candidates",
            paramLabel = "PATH",
            description = "Candidates: prompt_id, candidate_id, text[, ref_logprob][, gen_logprob].")
    @DoesNotAffectResult
    private String candidates;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "The --output of an earlier run, whose features are made of these texts; --terms, --ngrams and"
                            + " --dimensions are then those of that run. Without: fitted to these texts.")
    @DoesNotAffectResult
    private String model;

    @Option(
            names = "--terms",
            paramLabel = "M",
            defaultValue = "1024",
            description = "Into how many terms words and their sequences are hashed.")
    private int terms;

    @Option(
            names = "--ngrams",
            paramLabel = "N",
            defaultValue = "2",
            description = "The longest sequence of words that is a term of its own.")
    private int ngrams;

    @Option(
            names = "--dimensions",
            paramLabel = "D",
            defaultValue = "16",
            description = "Features of a candidate; 0 = the terms themselves.")
    private int dimensions;

    @Override
    public List<String> plan(RunContext context) {
        validate();
        List<String> lines = new ArrayList<>(List.of("read: candidates at " + candidates));
        if (model != null) {
            lines.add("read: model at " + model);
        }
        lines.add("compute: features of every text");
        lines.add("write: candidates/, model/, summary.json, manifest.json below " + result.required("make features"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        TextSpec spec = validate();
        return PublishedRun.of(
                context,
                result.required("make features"),
                (spark, hadoop) -> InputSnapshot.read(spark, places()),
                work -> {
                    CandidateTexts texts = work.phases()
                            .run(
                                    "read the texts",
                                    () -> CandidateTexts.open(work.spark(), candidates, reading.format()));
                    Dataset<Row> kept = texts.candidates().persist(StorageLevel.MEMORY_AND_DISK());
                    try {
                        GatedReports.requireAcceptable(work, texts.rejected(), kept.count(), reading.maxRejectedRows());
                        TextFeatures made = work.phases()
                                .run(
                                        model == null ? "fit the features" : "read the model",
                                        () -> model == null
                                                ? TextFeatures.fit(kept, spec)
                                                : TextFeatures.of(work.spark(), modelTable()));
                        context.out().print(publish(work, made, kept));
                    } finally {
                        kept.unpersist();
                    }
                });
    }

    private String publish(Work work, TextFeatures made, Dataset<Row> texts) {
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        long count = texts.count();
        work.phases().run("write candidates", () -> {
            work.phases().rows(count);
            return tables.addAll(new StableFiles(result.format())
                    .write(
                            made.features(texts),
                            count,
                            List.of("prompt_id", "candidate_id"),
                            work.run().staging(),
                            "candidates"));
        });
        work.phases()
                .run(
                        "write the model",
                        () -> tables.addAll(new StableFiles(TableFormat.PARQUET)
                                .write(
                                        made.model(work.spark()),
                                        made.terms(),
                                        List.of("term"),
                                        work.run().staging(),
                                        "model")));
        Map<String, Long> counts =
                Map.of("candidates", count, "features", (long) made.dimensions(), "terms", (long) made.terms());
        work.assertInputUnchanged().run();
        work.run()
                .publish(Publication.of(
                        tables,
                        Map.of(
                                "summary.json",
                                RunJson.render(
                                        new TreeMap<>(Map.of("ngrams", Integer.toString(made.ngrams()))),
                                        counts,
                                        Map.of("share_of_spread", made.share()),
                                        NOTES)),
                        counts,
                        Map.of()));
        return "Made " + Figures.count(made.dimensions(), "feature") + " of " + Figures.count(made.terms(), "term")
                + " for " + Figures.count(count, "candidate")
                + (Double.isFinite(made.share())
                        ? String.format(
                                Locale.ROOT,
                                "; they keep %.1f %% of how candidates of a prompt differ",
                                100 * made.share())
                        : "")
                + ".\n";
    }

    private Map<String, List<String>> places() {
        Map<String, List<String>> places = new TreeMap<>(Map.of("candidates", List.of(candidates)));
        if (model != null) {
            places.put("model", List.of(modelTable()));
        }
        return places;
    }

    private String modelTable() {
        return model + "/model";
    }

    private TextSpec validate() {
        require(candidates != null && !candidates.isBlank(), "without candidates: set --candidates PATH");
        result.required("make features");
        reading.requireTolerance();
        require(
                result.format() != TableFormat.CSV,
                "as CSV, which has no arrays: set --output-format to parquet or json");
        return new TextSpec(terms, ngrams, dimensions);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw UserException.configuration("Cannot make features " + what + ".");
        }
    }
}
