package dev.candor.api.settings;

import dev.candor.embedding.TextEncoder;
import dev.candor.embedding.TextEncoders;
import dev.candor.engine.text.TextSpec;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How features are made of texts. */
public final class FeatureSettings {
    private static final String DEFAULT_TERMS = "1024";
    private static final String DEFAULT_NGRAMS = "2";

    /** What makes vectors of texts. */
    public enum Encoder {
        /** Counts of words and their sequences, times inverse document frequency. */
        HASHED_TERMS,
        /** A trained network, of builds that have it. */
        MINILM
    }

    public static final Setting<String> CANDIDATES = Setting.path("candidates", "PATH")
            .saying("Candidates: prompt_id, candidate_id, text[, ref_logprob][, gen_logprob].");

    public static final Setting<String> MODEL = Setting.path("model", "DIR")
            .saying(
                    "The --output of an earlier run, whose fitted pipeline is applied to these texts, with its"
                            + " --encoder, --terms, --ngrams and --dimensions. Without: the pipeline is fitted to these texts.");

    public static final Setting<Encoder> ENCODER = Setting.choice("encoder", "ENCODER", Encoder.class)
            .orElse("hashed-terms")
            .saying("How texts become vectors, before the projection onto axes. minilm, sentence embeddings by a"
                    + " small network, needs a build with -Pembeddings (docs/features.md).");

    public static final Setting<Integer> TERMS = Setting.whole("terms", "M")
            .orElse(DEFAULT_TERMS)
            .saying("Number of terms into which words and word sequences are hashed.");

    public static final Setting<Integer> NGRAMS =
            Setting.whole("ngrams", "N").orElse(DEFAULT_NGRAMS).saying("The longest word sequence that is a term.");

    public static final Setting<Integer> DIMENSIONS = Setting.whole("dimensions", "D")
            .orElse("16")
            .saying("Number of features of a candidate; 0 = the vectors without a projection.");

    /** Every setting of {@link dev.candor.api.FeaturesAction}. */
    public static final List<Setting<?>> ALL = List.of(
            InputSettings.FORMAT,
            InputSettings.MAX_REJECTED_ROWS,
            CANDIDATES,
            MODEL,
            ENCODER,
            TERMS,
            NGRAMS,
            DIMENSIONS);

    private FeatureSettings() {}

    /**
     * The settings given.
     *
     * @param framed whether the candidates are a frame
     * @throws UserException when they exclude each other, or there are no candidates
     */
    public static TextSpec of(Values values, boolean framed) {
        Optional<String> candidates = values.find(CANDIDATES);
        require(
                framed || candidates.filter(path -> !path.isBlank()).isPresent(),
                "without candidates: set --candidates PATH");
        require(!framed || candidates.isEmpty(), "from both a path and a DataFrame of candidates: drop one of them");
        SettleSettings.requireTolerance(values.get(InputSettings.MAX_REJECTED_ROWS));
        int terms = values.get(TERMS);
        int ngrams = values.get(NGRAMS);
        boolean embedding = values.find(MODEL).isEmpty() && values.get(ENCODER) == Encoder.MINILM;
        require(
                !embedding || (asText(terms, DEFAULT_TERMS) && asText(ngrams, DEFAULT_NGRAMS)),
                "with --terms or --ngrams of --encoder minilm, which has none: drop them");
        Optional<TextEncoder> network =
                embedding ? Optional.of(TextEncoders.required(Setting.typed(values.get(ENCODER)))) : Optional.empty();
        return new TextSpec(network, terms, ngrams, values.get(DIMENSIONS));
    }

    /** Where the table of the model lies, if there is one. */
    public static Optional<String> modelTable(Values values) {
        return values.find(MODEL).map(of -> of + "/model");
    }

    /** Table → where its files lie. */
    public static Map<String, List<String>> places(Values values) {
        Map<String, List<String>> places = new TreeMap<>();
        values.find(CANDIDATES).ifPresent(path -> places.put("candidates", List.of(path)));
        modelTable(values).ifPresent(table -> places.put("model", List.of(table)));
        return places;
    }

    /** Refuses a format that cannot hold features. */
    public static void requireFormat(TableFormat format) {
        if (format == TableFormat.CSV) {
            throw UserException.configuration(
                    "Cannot make features as CSV, which has no arrays: set --output-format to parquet or json.");
        }
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
