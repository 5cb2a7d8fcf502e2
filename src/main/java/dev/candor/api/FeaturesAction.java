package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.publish.Origin;
import dev.candor.api.publish.Source;
import dev.candor.api.settings.FeatureSettings;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.text.TextSpec;
import dev.candor.io.schema.InputTable;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Makes features of candidates from their texts, looking at nobody's reports. */
public final class FeaturesAction extends Action<FeaturesAction> {
    FeaturesAction(PinnedSession session) {
        super(session, settings());
    }

    /** The settings of making features, none of them given. */
    public static Values settings() {
        return new Values(FeatureSettings.ALL);
    }

    @Override
    FeaturesAction self() {
        return this;
    }

    /** prompt_id, candidate_id, text[, ref_logprob][, gen_logprob]. */
    public FeaturesAction candidates(String path) {
        return set(FeatureSettings.CANDIDATES, path);
    }

    /** The same as a frame. */
    public FeaturesAction candidates(Dataset<Row> frame) {
        return table(InputTable.TEXTS, frame);
    }

    /** The output of an earlier run of {@code jobs/features}, whose features are made of these texts. */
    public FeaturesAction model(String output) {
        return set(FeatureSettings.MODEL, output);
    }

    /** What makes vectors of texts. */
    public FeaturesAction encoder(FeatureSettings.Encoder of) {
        return set(FeatureSettings.ENCODER, of);
    }

    /** Into how many terms words and their sequences are hashed, 16 to 2048. */
    public FeaturesAction terms(int hashed) {
        return set(FeatureSettings.TERMS, hashed);
    }

    /** The longest sequence of words that is a term of its own, 1 to 3. */
    public FeaturesAction ngrams(int longest) {
        return set(FeatureSettings.NGRAMS, longest);
    }

    /** Features of a candidate, at most 512; 0 = the vectors themselves. */
    public FeaturesAction dimensions(int features) {
        return set(FeatureSettings.DIMENSIONS, features);
    }

    /**
     * Makes the features. Nothing is written.
     *
     * @return to be closed once its frames have been read
     * @throws UserException when settings exclude each other, the table is missing or cannot be read, or more rows are
     *     rejected than are tolerated; it carries the exit code of {@code jobs/features}
     */
    public CandidateFeatures run() {
        return Explained.run(() -> {
            Optional<Dataset<Row>> frame = Optional.ofNullable(frames.get(InputTable.TEXTS));
            TextSpec spec = FeatureSettings.of(values, frame.isPresent());
            Source source = Source.of(spark, FeatureSettings.places(values), frames);
            return made(CandidateFeatures.of(spark, values, frame, spec, Phases.silent(), rejected -> {})
                    .from(new Origin(source, values.textsOfTheResult())));
        });
    }
}
