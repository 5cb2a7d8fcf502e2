package dev.candor.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Vectors of hashed counts of words and of sequences of up to {@code ngrams} of them, times inverse document frequency. */
final class HashedTerms implements TextVectors {
    static final String IDENTITY = "hashed-terms";
    private static final String WORD = "[\\p{L}\\p{M}\\p{N}]+";

    private final int ngrams;
    /** By term. */
    private final double[] idf;

    HashedTerms(int ngrams, double[] idf) {
        this.ngrams = ngrams;
        this.idf = idf;
    }

    static HashedTerms fit(Dataset<Row> candidates, TextSpec spec) {
        Dataset<Row> counted = new PipelineModel("counts", counts(spec.ngrams(), spec.terms()))
                .transform(candidates.select("prompt_id", "candidate_id", "text"));
        return new HashedTerms(
                spec.ngrams(),
                new IDF("frequencies")
                        .setInputCol("counts")
                        .setOutputCol("weighted")
                        .fit(counted)
                        .idf()
                        .toArray());
    }

    @Override
    public List<Transformer> stages() {
        List<Transformer> stages = new ArrayList<>(counts(ngrams, idf.length));
        stages.add(new ElementwiseProduct("weights")
                .setScalingVec(Vectors.dense(idf))
                .setInputCol("counts")
                .setOutputCol("weighted"));
        stages.add(new Normalizer("length").setInputCol("weighted").setOutputCol("unit"));
        return stages;
    }

    private static List<Transformer> counts(int ngrams, int terms) {
        List<Transformer> stages = new ArrayList<>();
        stages.add(new RegexTokenizer("words")
                .setGaps(false)
                .setPattern(WORD)
                .setInputCol("text")
                .setOutputCol("words_1"));
        StringBuilder all = new StringBuilder("words_1");
        for (int n = 2; n <= ngrams; n++) {
            stages.add(
                    new NGram("sequences-" + n).setN(n).setInputCol("words_1").setOutputCol("words_" + n));
            all.append(", words_").append(n);
        }
        stages.add(new SQLTransformer("all_terms")
                .setStatement("SELECT *, concat(" + all + ") AS all_terms FROM __THIS__"));
        stages.add(new HashingTF("hashed")
                .setNumFeatures(terms)
                .setInputCol("all_terms")
                .setOutputCol("counts"));
        return stages;
    }

    @Override
    public int length() {
        return idf.length;
    }

    @Override
    public String identity() {
        return IDENTITY;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("vectors", IDENTITY, "ngrams", Integer.toString(ngrams));
    }

    @Override
    public String coordinates() {
        return "terms";
    }

    /** The longest sequence of words that is a term. */
    int ngrams() {
        return ngrams;
    }

    double idf(int term) {
        return idf[term];
    }
}
