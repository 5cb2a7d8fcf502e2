package dev.candor.engine.text;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;

import dev.candor.embedding.TextEncoders;
import dev.candor.io.parquet.ColumnCheck;
import dev.candor.io.table.TableReader;
import dev.candor.model.UserException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Features φ of candidates from vectors of their texts: the axes along which candidates of a prompt differ most. Fitted to
 * the candidates alone: nothing of it can depend on what anybody reports.
 */
public final class TextFeatures {
    private static final StructType MODEL = new StructType()
            .add("term", DataTypes.IntegerType, false)
            .add("vectors", DataTypes.StringType, false)
            .add("ngrams", DataTypes.IntegerType, true)
            .add("idf", DataTypes.DoubleType, true)
            .add("loadings", DataTypes.createArrayType(DataTypes.DoubleType, false), false);

    private final TextVectors vectors;
    /** By term, of each axis; no axes = the vectors are the features. */
    private final double[][] loadings;

    private final double share;

    private TextFeatures(TextVectors vectors, double[][] loadings, double share) {
        this.vectors = vectors;
        this.loadings = loadings;
        this.share = share;
    }

    /**
     * Fits the axes.
     *
     * @param units prompt_id, candidate_id, unit: {@link TextVectors#of} the candidates
     * @param dimensions at most as many axes; 0 = the vectors as they are
     * @throws UserException when no candidates of a prompt differ in their vectors
     */
    public static TextFeatures fit(TextVectors vectors, Dataset<Row> units, int dimensions) {
        if (dimensions == 0) {
            return new TextFeatures(vectors, new double[vectors.length()][0], 1);
        }
        PromptContrasts.Axes axes = PromptContrasts.of(
                        units.select("prompt_id", "candidate_id", "unit"), vectors.length())
                .axes(dimensions);
        if (axes.loadings[0].length == 0) {
            throw UserException.inputRejected("Cannot make features: no prompt has candidates whose texts differ in"
                    + " their words. Correct --candidates.");
        }
        return new TextFeatures(vectors, axes.loadings, axes.share);
    }

    /**
     * What {@link #model} said.
     *
     * @throws UserException when it is no such table, or of an encoder that this build does not have
     */
    public static TextFeatures of(SparkSession spark, String location) {
        Dataset<Row> table = TableReader.parquet(spark, location, "model", MODEL);
        ColumnCheck.require(
                spark,
                Arrays.stream(table.inputFiles())
                        .map(file -> new Path(URI.create(file)))
                        .toList(),
                Set.of(MODEL.fieldNames()));
        List<Row> rows = table.orderBy("term").collectAsList();
        boolean whole =
                !rows.isEmpty() && IntStream.range(0, rows.size()).allMatch(j -> isRow(rows.get(j), j, rows.get(0)));
        if (!whole) {
            throw UserException.inputRejected("Cannot read a model of features at " + location
                    + ": it is not the model/ of a run of jobs/features. Correct --model.");
        }
        double[][] loadings = new double[rows.size()][];
        for (int j = 0; j < loadings.length; j++) {
            loadings[j] = rows.get(j).<Double>getList(4).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
        return new TextFeatures(vectors(rows), loadings, Double.NaN);
    }

    /** Whether a row is of term j and agrees with the first; only hashed terms have sequences and frequencies. */
    private static boolean isRow(Row row, int j, Row first) {
        boolean hashed = HashedTerms.IDENTITY.equals(first.get(1));
        return !row.isNullAt(0)
                && row.getInt(0) == j
                && !row.isNullAt(1)
                && row.get(1).equals(first.get(1))
                && (!hashed || (!row.isNullAt(2) && row.get(2).equals(first.get(2)) && !row.isNullAt(3)))
                && !row.isNullAt(4)
                && row.getList(4).size() == first.getList(4).size();
    }

    private static TextVectors vectors(List<Row> rows) {
        Row first = rows.get(0);
        if (first.getString(1).equals(HashedTerms.IDENTITY)) {
            return new HashedTerms(
                    first.getInt(2),
                    rows.stream().mapToDouble(row -> row.getDouble(3)).toArray());
        }
        return new Embeddings(TextEncoders.withIdentity(first.getString(1)));
    }

    /** term, vectors, ngrams, idf, loadings: a row a coordinate of the vectors, all that {@link #of} needs. */
    public Dataset<Row> model(SparkSession spark) {
        List<Row> rows = new ArrayList<>();
        HashedTerms terms = vectors instanceof HashedTerms hashed ? hashed : null;
        for (int j = 0; j < loadings.length; j++) {
            Integer ngrams = terms == null ? null : terms.ngrams();
            Double idf = terms == null ? null : terms.idf(j);
            rows.add(RowFactory.create(j, vectors.identity(), ngrams, idf, loadings[j]));
        }
        return spark.createDataFrame(rows, MODEL);
    }

    /** The candidates with {@code features}, array of double, given {@link TextVectors#of} them. */
    public Dataset<Row> features(Dataset<Row> units) {
        List<String> columns = new ArrayList<>(List.of(units.columns()));
        columns.remove("unit");
        return new PipelineModel("features", projection())
                .transform(units)
                .withColumn("features", vector_to_array(col(axes() == 0 ? "unit" : "projected"), "float64"))
                .selectExpr(
                        Stream.concat(columns.stream(), Stream.of("features")).toArray(String[]::new));
    }

    /** The whole of it as a model of MLlib: text → unit, and projected where there are axes. */
    public PipelineModel pipeline() {
        return new PipelineModel(
                "text-features",
                Stream.concat(vectors.stages().stream(), projection().stream()).toList());
    }

    private List<Transformer> projection() {
        if (axes() == 0) {
            return List.of();
        }
        PCAModel projection = new PCAModel("axes", matrix(), new DenseVector(new double[axes()]))
                .setInputCol("unit")
                .setOutputCol("projected");
        projection.set(projection.k(), axes());
        return List.of(projection);
    }

    /** Column by column, as MLlib has it: terms × axes. */
    private DenseMatrix matrix() {
        double[] values = new double[loadings.length * axes()];
        for (int k = 0; k < axes(); k++) {
            for (int j = 0; j < loadings.length; j++) {
                values[k * loadings.length + j] = loadings[j][k];
            }
        }
        return new DenseMatrix(loadings.length, axes(), values);
    }

    private int axes() {
        return loadings[0].length;
    }

    /** d. */
    public int dimensions() {
        return axes() == 0 ? loadings.length : axes();
    }

    public TextVectors vectors() {
        return vectors;
    }

    /** How much of the spread of vectors between candidates of a prompt the features keep; not a number when it is not known. */
    public double share() {
        return share;
    }
}
