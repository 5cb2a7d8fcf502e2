package dev.candor.engine;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;

import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Features φ of candidates from their texts by a pipeline of MLlib: words and sequences of them, hashed counts times inverse
 * document frequency, of length 1, and of those the axes along which candidates of a prompt differ most. Fitted to the
 * candidates alone: nothing of it can depend on what anybody reports.
 */
public final class TextFeatures {
    private static final StructType MODEL = new StructType()
            .add("term", DataTypes.IntegerType, false)
            .add("ngrams", DataTypes.IntegerType, false)
            .add("idf", DataTypes.DoubleType, false)
            .add("loadings", DataTypes.createArrayType(DataTypes.DoubleType, false), false);
    private static final String WORD = "[\\p{L}\\p{M}\\p{N}]+";

    private final int ngrams;
    /** By term. */
    private final double[] idf;
    /** By term, of each axis; no axes = the terms are the features. */
    private final double[][] loadings;

    private final double share;

    private TextFeatures(int ngrams, double[] idf, double[][] loadings, double share) {
        this.ngrams = ngrams;
        this.idf = idf;
        this.loadings = loadings;
        this.share = share;
    }

    /**
     * Fits the pipeline.
     *
     * @param candidates prompt_id, candidate_id, text
     * @throws UserException when no candidates of a prompt differ in their words
     */
    public static TextFeatures fit(Dataset<Row> candidates, TextSpec spec) {
        Dataset<Row> counted = new PipelineModel("counts", counts(spec.ngrams(), spec.terms()))
                .transform(candidates.select("prompt_id", "candidate_id", "text"));
        IDFModel frequencies = new IDF("frequencies")
                .setInputCol("counts")
                .setOutputCol("weighted")
                .fit(counted);
        TextFeatures terms =
                new TextFeatures(spec.ngrams(), frequencies.idf().toArray(), new double[spec.terms()][0], 1);
        if (spec.dimensions() == 0) {
            return terms;
        }
        PromptContrasts.Axes axes = PromptContrasts.of(
                        terms.pipeline().transform(candidates).select("prompt_id", "candidate_id", "unit"),
                        spec.terms())
                .axes(spec.dimensions());
        if (axes.loadings[0].length == 0) {
            throw UserException.inputRejected("Cannot make features: no prompt has candidates whose texts differ in"
                    + " their words. Correct --candidates.");
        }
        return new TextFeatures(spec.ngrams(), terms.idf, axes.loadings, axes.share);
    }

    /**
     * What {@link #model} said.
     *
     * @throws UserException when it is no such table
     */
    public static TextFeatures of(SparkSession spark, String location) {
        List<Row> rows =
                spark.read().schema(MODEL).parquet(location).orderBy("term").collectAsList();
        boolean whole = !rows.isEmpty()
                && IntStream.range(0, rows.size())
                        .allMatch(j -> !rows.get(j).anyNull()
                                && rows.get(j).getInt(0) == j
                                && rows.get(j).getInt(1) == rows.get(0).getInt(1)
                                && rows.get(j).getList(3).size()
                                        == rows.get(0).getList(3).size());
        if (!whole) {
            throw UserException.inputRejected("Cannot read a model of features at " + location
                    + ": it is not the model/ of a run of jobs/features. Correct --model.");
        }
        double[][] loadings = new double[rows.size()][];
        for (int j = 0; j < loadings.length; j++) {
            loadings[j] = rows.get(j).<Double>getList(3).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
        return new TextFeatures(
                rows.get(0).getInt(1),
                rows.stream().mapToDouble(row -> row.getDouble(2)).toArray(),
                loadings,
                Double.NaN);
    }

    /** term, ngrams, idf, loadings: a row a term, all that {@link #of} needs. */
    public Dataset<Row> model(SparkSession spark) {
        List<Row> rows = new ArrayList<>();
        for (int j = 0; j < idf.length; j++) {
            rows.add(RowFactory.create(j, ngrams, idf[j], loadings[j]));
        }
        return spark.createDataFrame(rows, MODEL);
    }

    /** The candidates with {@code features}, array of double, in place of {@code text}. */
    public Dataset<Row> features(Dataset<Row> candidates) {
        List<String> columns = new ArrayList<>(List.of(candidates.columns()));
        columns.remove("text");
        return pipeline()
                .transform(candidates)
                .withColumn("features", vector_to_array(col(axes() == 0 ? "unit" : "projected"), "float64"))
                .selectExpr(
                        Stream.concat(columns.stream(), Stream.of("features")).toArray(String[]::new));
    }

    /** The whole of it as a model of MLlib: text → unit, and projected where there are axes. */
    public PipelineModel pipeline() {
        List<Transformer> stages = new ArrayList<>(counts(ngrams, idf.length));
        stages.add(new ElementwiseProduct("weights")
                .setScalingVec(Vectors.dense(idf))
                .setInputCol("counts")
                .setOutputCol("weighted"));
        stages.add(new Normalizer("length").setInputCol("weighted").setOutputCol("unit"));
        if (axes() > 0) {
            PCAModel projection = new PCAModel("axes", matrix(), new DenseVector(new double[axes()]))
                    .setInputCol("unit")
                    .setOutputCol("projected");
            projection.set(projection.k(), axes());
            stages.add(projection);
        }
        return new PipelineModel("text-features", stages);
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

    /** Column by column, as MLlib has it: terms × axes. */
    private DenseMatrix matrix() {
        double[] values = new double[idf.length * axes()];
        for (int k = 0; k < axes(); k++) {
            for (int j = 0; j < idf.length; j++) {
                values[k * idf.length + j] = loadings[j][k];
            }
        }
        return new DenseMatrix(idf.length, axes(), values);
    }

    private int axes() {
        return loadings[0].length;
    }

    /** d. */
    public int dimensions() {
        return axes() == 0 ? idf.length : axes();
    }

    /** The longest sequence of words that is a term. */
    public int ngrams() {
        return ngrams;
    }

    public int terms() {
        return idf.length;
    }

    /** How much of the spread of terms between candidates of a prompt the features keep; not a number when it is not known. */
    public double share() {
        return share;
    }
}
