package dev.candor.bench;

import dev.candor.job.learn.LearnJob;
import dev.candor.job.session.SessionLease;
import dev.candor.model.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Spliterators;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A hierarchical linear model learned from comparisons of every agent, beside MLlib's logistic regression of the population
 * alone on the same rows: 20 comparisons an agent, 4 candidates a prompt, d features uniform in [−1, 1], coefficients drawn
 * from N(b, ½²), no ties. Both read Parquet; the session is open before either starts.
 */
record LearnBench(Bench bench) {
    private static final int ROWS = 20;
    private static final int CANDIDATES_A_PROMPT = 4;
    private static final double SCALE = 0.5;
    private static final StructType COMPARISONS = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_a", DataTypes.StringType, false)
            .add("candidate_b", DataTypes.StringType, false)
            .add("outcome", DataTypes.StringType, false);

    ExitCode run(long agents, long candidates, int features) {
        try (SessionLease lease = bench.open()) {
            SparkSession spark = lease.spark();
            bench.out().println(Machine.describe(spark));
            int prompts = Math.toIntExact(candidates / CANDIDATES_A_PROMPT);
            Path folder = tables(spark, agents, prompts, features);
            Path output = bench.work().resolve("learned");
            Folders.delete(output);
            double candor = Meter.seconds(() -> InProcess.run(new LearnJob(), command(folder, output)));
            String console = spark.read()
                    .option("wholetext", true)
                    .text(output.resolve("summary.json").toString())
                    .head()
                    .getString(0);
            double[] found = new double[features];
            double mllib = Meter.seconds(() -> System.arraycopy(logistic(spark, folder), 0, found, 0, features));
            bench.out()
                    .printf(
                            Locale.ROOT,
                            "%s%n%d agents x %d comparisons, d = %d: learn --model linear %.1f s; MLlib logistic"
                                    + " regression of the population %.1f s: %.2fx%nangle between MLlib's coefficients"
                                    + " and b: cosine %.4f%n",
                            console,
                            agents,
                            ROWS,
                            features,
                            candor,
                            mllib,
                            candor / mllib,
                            cosine(found, population(features)));
            Folders.delete(output);
            return ExitCode.DONE;
        }
    }

    private static List<String> command(Path folder, Path output) {
        return List.of(
                "learn",
                "--quiet",
                "--model=linear",
                "--reports=none",
                "--tie-prevalence=0",
                "--comparisons=" + folder.resolve("comparisons"),
                "--candidates=" + folder.resolve("candidates"),
                "--output=" + output);
    }

    private static double[] logistic(SparkSession spark, Path folder) {
        Dataset<Row> features = functions.broadcast(
                spark.read().parquet(folder.resolve("candidates").toString()));
        var difference = functions.udf(
                (UDF2<Iterable<Object>, Iterable<Object>, Vector>) LearnBench::difference, SQLDataTypes.VectorType());
        Dataset<Row> rows = spark.read()
                .parquet(folder.resolve("comparisons").toString())
                .join(
                        features.selectExpr("prompt_id", "candidate_id AS candidate_a", "features AS a"),
                        CollectionConverters.asScala(List.of("prompt_id", "candidate_a"))
                                .toSeq())
                .join(
                        features.selectExpr("prompt_id", "candidate_id AS candidate_b", "features AS b"),
                        CollectionConverters.asScala(List.of("prompt_id", "candidate_b"))
                                .toSeq())
                .select(
                        difference.apply(functions.col("a"), functions.col("b")).as("features"),
                        functions.expr("double(outcome = 'a')").as("label"));
        LogisticRegressionModel model =
                new LogisticRegression().setFitIntercept(false).fit(rows);
        return model.coefficients().toArray();
    }

    private static Vector difference(Iterable<Object> a, Iterable<Object> b) {
        double[] x = new double[a.size()];
        scala.collection.Iterator<Object> first = a.iterator();
        scala.collection.Iterator<Object> second = b.iterator();
        for (int j = 0; j < x.length; j++) {
            x[j] = (Double) first.next() - (Double) second.next();
        }
        return Vectors.dense(x);
    }

    private static double cosine(double[] a, double[] b) {
        double ab = IntStream.range(0, a.length).mapToDouble(j -> a[j] * b[j]).sum();
        double aa = IntStream.range(0, a.length).mapToDouble(j -> a[j] * a[j]).sum();
        double bb = IntStream.range(0, a.length).mapToDouble(j -> b[j] * b[j]).sum();
        return ab / Math.sqrt(aa * bb);
    }

    private static double[] population(int features) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, features)
                .mapToDouble(j -> random.nextDouble(-1, 1))
                .toArray();
    }

    private static double[] features(int item, int features) {
        SplittableRandom random = new SplittableRandom(1_000_003L * item + 7);
        return IntStream.range(0, features)
                .mapToDouble(j -> random.nextDouble(-1, 1))
                .toArray();
    }

    private Path tables(SparkSession spark, long agents, int prompts, int features) {
        Path folder = bench.work().resolve("learn-" + agents + "x" + prompts * CANDIDATES_A_PROMPT + "x" + features);
        if (Files.exists(folder.resolve("comparisons").resolve("_SUCCESS"))) {
            return folder;
        }
        Folders.delete(folder);
        spark.range(0, (long) prompts * CANDIDATES_A_PROMPT, 1, 1)
                .map(
                        (MapFunction<Long, Row>) item -> RowFactory.create(
                                prompt(item.intValue()),
                                candidate(item.intValue()),
                                features(item.intValue(), features)),
                        Encoders.row(new StructType()
                                .add("prompt_id", DataTypes.StringType, false)
                                .add("candidate_id", DataTypes.StringType, false)
                                .add("features", DataTypes.createArrayType(DataTypes.DoubleType, false), false)))
                .write()
                .parquet(folder.resolve("candidates").toString());
        spark.range(0, agents, 1, 8)
                .mapPartitions(
                        (MapPartitionsFunction<Long, Row>) range -> new Log(range, prompts, features).rows(),
                        Encoders.row(COMPARISONS))
                .write()
                .parquet(folder.resolve("comparisons").toString());
        return folder;
    }

    private static String prompt(int item) {
        return String.format(Locale.ROOT, "p%06d", item / CANDIDATES_A_PROMPT);
    }

    private static String candidate(int item) {
        return "c" + item % CANDIDATES_A_PROMPT;
    }

    /** What some agents choose. */
    private static final class Log {
        private final Iterator<Long> agents;
        private final double[] population;
        private final double[][] features;

        Log(Iterator<Long> agents, int prompts, int features) {
            this.agents = agents;
            this.population = population(features);
            this.features = IntStream.range(0, prompts * CANDIDATES_A_PROMPT)
                    .mapToObj(item -> features(item, features))
                    .toArray(double[][]::new);
        }

        Iterator<Row> rows() {
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(agents, 0), false)
                    .flatMap(agent -> {
                        SplittableRandom random = new SplittableRandom(agent);
                        double[] beta = IntStream.range(0, population.length)
                                .mapToDouble(j -> population[j] + SCALE * random.nextGaussian())
                                .toArray();
                        String id = String.format(Locale.ROOT, "a%07d", agent);
                        return IntStream.range(0, ROWS).mapToObj(k -> row(id, beta, random));
                    })
                    .iterator();
        }

        private Row row(String id, double[] beta, SplittableRandom random) {
            int a = random.nextInt(features.length);
            int b = a / CANDIDATES_A_PROMPT * CANDIDATES_A_PROMPT
                    + (a + 1 + random.nextInt(CANDIDATES_A_PROMPT - 1)) % CANDIDATES_A_PROMPT;
            double lead = 0;
            for (int j = 0; j < beta.length; j++) {
                lead += beta[j] * (features[a][j] - features[b][j]);
            }
            boolean won = random.nextDouble() < 1 / (1 + Math.exp(-lead));
            return RowFactory.create(id, prompt(a), candidate(a), candidate(b), won ? "a" : "b");
        }
    }
}
