package dev.candor.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How a text becomes a vector of length 1, of which features are projections. */
public sealed interface TextVectors permits HashedTerms, Embeddings {
    /** Stages of MLlib: text → unit, a vector. */
    List<Transformer> stages();

    /** How long vectors are. */
    int length();

    /** What makes them, as the model table and the summary say it. */
    String identity();

    /** How they are made, as the summary says it. */
    Map<String, String> settings();

    /** What a coordinate is called, in the plural. */
    String coordinates();

    /**
     * Those asked for, fitted to texts where there is something to fit.
     *
     * @param candidates prompt_id, candidate_id, text
     */
    static TextVectors fit(Dataset<Row> candidates, TextSpec spec) {
        return spec.encoder().<TextVectors>map(Embeddings::new).orElseGet(() -> HashedTerms.fit(candidates, spec));
    }

    /** The candidates with {@code unit} in place of {@code text}; as costly as the stages are. */
    default Dataset<Row> of(Dataset<Row> candidates) {
        List<String> columns = new ArrayList<>(List.of(candidates.columns()));
        columns.remove("text");
        columns.add("unit");
        return new PipelineModel("vectors", stages()).transform(candidates).selectExpr(columns.toArray(String[]::new));
    }
}
