package dev.candor.job.learn;

import dev.candor.embedding.TextEncoder;
import dev.candor.embedding.TextEncoders;
import dev.candor.engine.text.TextFeatures;
import dev.candor.engine.text.TextSpec;
import dev.candor.engine.text.TextVectors;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.CandidateTexts;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.Options;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.job.run.TableOptions;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.report.runs.RunJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Texts of candidates in, the candidates with features out. */
@Command(
        name = "features",
        description = "Compute features of candidates from their texts, independently of all reports.")
public final class FeaturesJob implements Verb {
    private static final String DEFAULT_TERMS = "1024";
    private static final String DEFAULT_NGRAMS = "2";
    private static final List<String> NOTES = List.of(
            "The features depend only on the candidates, not on any report.",
            "Axes are those along which candidates of one prompt differ; their signs and their order are fixed.");

    /** What makes vectors of texts. */
    enum Encoder {
        /** Counts of words and their sequences, times inverse document frequency. */
        HASHED_TERMS,
        /** A trained network, of builds that have it. */
        MINILM
    }

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
            description = "The --output of an earlier run, whose fitted pipeline is applied to these texts, "
                    + "with its --encoder, --terms, --ngrams and --dimensions. Without: the pipeline is "
                    + "fitted to these texts.")
    @DoesNotAffectResult
    private String model;

    @Option(
            names = "--encoder",
            paramLabel = "ENCODER",
            defaultValue = "hashed-terms",
            description = "How texts become vectors, before the projection onto axes. minilm, sentence "
                    + "embeddings by a small network, needs a build with -Pembeddings (docs/features.md).")
    private Encoder encoder;

    @Option(
            names = "--terms",
            paramLabel = "M",
            defaultValue = DEFAULT_TERMS,
            description = "Number of terms into which words and word sequences are hashed.")
    private int terms;

    @Option(
            names = "--ngrams",
            paramLabel = "N",
            defaultValue = DEFAULT_NGRAMS,
            description = "The longest word sequence that is a term.")
    private int ngrams;

    @Option(
            names = "--dimensions",
            paramLabel = "D",
            defaultValue = "16",
            description = "Number of features of a candidate; 0 = the vectors without a projection.")
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
                (spark, hadoop) -> InputSnapshot.read(spark, places(), result.required("make features")),
                work -> {
                    CandidateTexts texts = work.phases()
                            .run(
                                    "read the texts",
                                    () -> CandidateTexts.open(work.spark(), candidates, reading.format()));
                    Dataset<Row> kept = texts.candidates().persist(StorageLevel.MEMORY_AND_DISK());
                    try {
                        long count = kept.count();
                        GatedReports.requireAcceptable(work, texts.rejected(), count, reading.maxRejectedRows());
                        context.out().print(featured(work, kept, count, spec));
                    } finally {
                        kept.unpersist();
                    }
                });
    }

    private String featured(RunInProgress work, Dataset<Row> texts, long count, TextSpec spec) {
        Optional<TextFeatures> known = Optional.ofNullable(model)
                .map(of -> work.phases().run("read the model", () -> TextFeatures.of(work.spark(), modelTable())));
        TextVectors vectors = known.map(TextFeatures::vectors).orElseGet(() -> TextVectors.fit(texts, spec));
        Dataset<Row> units = vectors.of(texts).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            work.phases().run("encode the texts", () -> {
                work.phases().rows(count);
                return units.count();
            });
            return publish(
                    work,
                    known.orElseGet(() -> work.phases()
                            .run("fit the features", () -> TextFeatures.fit(vectors, units, spec.dimensions()))),
                    units,
                    count);
        } finally {
            units.unpersist();
        }
    }

    private String publish(RunInProgress work, TextFeatures made, Dataset<Row> units, long count) {
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        work.phases().run("write candidates", () -> {
            work.phases().rows(count);
            return tables.addAll(new StableFiles(result.format())
                    .write(
                            made.features(units),
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
                                        made.vectors().length(),
                                        List.of("term"),
                                        work.run().staging(),
                                        "model")));
        Map<String, Long> counts =
                Map.of("candidates", count, "features", (long) made.dimensions(), "vector_length", (long)
                        made.vectors().length());
        work.publish(Publication.of(
                tables,
                Map.of(
                        "summary.json",
                        RunJson.render(
                                new TreeMap<>(made.vectors().settings()),
                                counts,
                                Map.of("share_of_spread", made.share()),
                                NOTES)),
                counts,
                Map.of()));
        return "Made " + Figures.count(made.dimensions(), "feature") + " of "
                + made.vectors().length() + " " + made.vectors().coordinates()
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
        boolean embedding = model == null && encoder == Encoder.MINILM;
        require(
                !embedding || (asText(terms, DEFAULT_TERMS) && asText(ngrams, DEFAULT_NGRAMS)),
                "with --terms or --ngrams of --encoder minilm, which has none: drop them");
        Optional<TextEncoder> network =
                embedding ? Optional.of(TextEncoders.required(Options.typed(encoder))) : Optional.empty();
        return new TextSpec(network, terms, ngrams, dimensions);
    }

    private static boolean asText(int value, String standard) {
        return Integer.toString(value).equals(standard);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw UserException.configuration("Cannot make features " + what + ".");
        }
    }
}
