package dev.candor.api;

import dev.candor.api.publish.Draft;
import dev.candor.api.publish.Origin;
import dev.candor.api.settings.FeatureSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.text.TextFeatures;
import dev.candor.engine.text.TextSpec;
import dev.candor.engine.text.TextVectors;
import dev.candor.io.gate.CandidateTexts;
import dev.candor.io.gate.Rejections;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.RunSummary;
import dev.candor.model.UserException;
import dev.candor.setting.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Candidates with features. Frames are lazy and read what is kept on the executors until {@link #close}; every figure in them
 * is the same to the last bit as in the files of {@code jobs/features}.
 */
public final class CandidateFeatures extends Result implements AutoCloseable {
    private static final List<String> NOTES = List.of(
            "The features depend only on the candidates, not on any report.",
            "Axes are those along which candidates of one prompt differ; their signs and their order are fixed.");

    private final SparkSession spark;
    private final TextFeatures made;
    /** Kept as long as what is made of them: a lost block of units is made of them anew. */
    private final Dataset<Row> texts;

    private final Dataset<Row> units;
    private final Rejections rejections;
    private final RunSummary summary;
    private Optional<Origin> origin = Optional.empty();

    private CandidateFeatures(
            SparkSession spark,
            TextFeatures made,
            Dataset<Row> texts,
            Dataset<Row> units,
            long count,
            Rejections rejections) {
        this.spark = spark;
        this.made = made;
        this.texts = texts;
        this.units = units;
        this.rejections = rejections;
        this.summary = new RunSummary(
                new TreeMap<>(made.vectors().settings()),
                Map.of("candidates", count, "features", (long) made.dimensions(), "vector_length", (long)
                        made.vectors().length()),
                Map.of("share_of_spread", made.share()),
                NOTES);
    }

    /**
     * Makes the features. What it keeps is let go of when it fails.
     *
     * @param frame of the candidates, where they are not files
     * @param quarantine is told of the rejected rows before they are judged
     * @throws UserException when the input allows no features
     */
    public static CandidateFeatures of(
            SparkSession spark,
            Values values,
            Optional<Dataset<Row>> frame,
            TextSpec spec,
            Phases phases,
            Consumer<Rejections> quarantine) {
        CandidateTexts texts = phases.run(
                "read the texts",
                () -> frame.map(rows -> CandidateTexts.of(spark, rows))
                        .orElseGet(() -> CandidateTexts.open(
                                spark, values.get(FeatureSettings.CANDIDATES), values.find(InputSettings.FORMAT))));
        Dataset<Row> kept = texts.candidates().persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long count = kept.count();
            quarantine.accept(texts.rejected());
            Acceptance.require(texts.rejected(), count, values.get(InputSettings.MAX_REJECTED_ROWS));
            Optional<TextFeatures> known = FeatureSettings.modelTable(values)
                    .map(table -> phases.run("read the model", () -> TextFeatures.of(spark, table)));
            return fitted(spark, kept, count, known, spec, phases, texts.rejected());
        } catch (Throwable failure) {
            kept.unpersist();
            throw failure;
        }
    }

    private static CandidateFeatures fitted(
            SparkSession spark,
            Dataset<Row> texts,
            long count,
            Optional<TextFeatures> known,
            TextSpec spec,
            Phases phases,
            Rejections rejections) {
        TextVectors vectors = known.map(TextFeatures::vectors).orElseGet(() -> TextVectors.fit(texts, spec));
        Dataset<Row> units = vectors.of(texts).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            phases.run("encode the texts", () -> {
                phases.rows(count);
                return units.count();
            });
            TextFeatures made = known.orElseGet(
                    () -> phases.run("fit the features", () -> TextFeatures.fit(vectors, units, spec.dimensions())));
            return new CandidateFeatures(spark, made, texts, units, count, rejections);
        } catch (Throwable failure) {
            units.unpersist();
            throw failure;
        }
    }

    /**
     * prompt_id, candidate_id, those of ref_logprob and gen_logprob that were given, features array of double: sorted by the
     * ids.
     */
    public Dataset<Row> candidates() {
        return shown(unsorted().orderBy("prompt_id", "candidate_id"));
    }

    /** The same in no order, to be written. */
    Dataset<Row> unsorted() {
        return made.features(units);
    }

    /** term, vectors, ngrams, idf, loadings: a row a coordinate of the vectors, sorted; what makes features of other texts. */
    public Dataset<Row> model() {
        return shown(coordinateRows());
    }

    /** The same, to be written. */
    Dataset<Row> coordinateRows() {
        return made.model(spark);
    }

    /** What a coordinate of the vectors is called, in the plural. */
    public String coordinates() {
        return made.vectors().coordinates();
    }

    /** The figures, as in summary.json; share_of_spread is not a number when the model was given. */
    public RunSummary summary() {
        return summary;
    }

    /** The rejected rows that were tolerated: table, reason, row_text. */
    public Dataset<Row> rejected() {
        return shown(rejections.rows());
    }

    /**
     * Publishes the features as {@code jobs/features} does, in Parquet.
     *
     * @see #publish(String, TableFormat)
     */
    public RunSummary publish(String output) {
        return publish(output, TableFormat.PARQUET);
    }

    /**
     * Publishes the features as {@code jobs/features --output} does: the same files, the same fingerprint, all or nothing.
     * Input files are hashed now and must be those that were read; a frame counts by its rows. The same run again is a
     * success.
     *
     * @param output the run directory, any Hadoop URI
     * @return the figures
     * @throws UserException configuration, when the format has no arrays and a table has; output conflict, when another
     *     run is there; input rejected, when a file has changed
     */
    public RunSummary publish(String output, TableFormat format) {
        FeatureSettings.requireFormat(format);
        Origin from = Origin.of(origin);
        from.publish(output, Optional.of(format), (staging, quarantine) -> {
            quarantine.addAll(SettlementFiles.quarantine(rejections, staging));
            return FeatureFiles.write(
                    this, new Draft(staging, format, quarantine, from.source().notes(), Phases.silent()));
        });
        return summary();
    }

    /** Can be published. */
    CandidateFeatures from(Origin known) {
        origin = Optional.of(known);
        return this;
    }

    /** Lets go of everything that is kept on the executors; the frames can no longer be read. */
    @Override
    public void close() {
        units.unpersist();
        texts.unpersist();
    }
}
