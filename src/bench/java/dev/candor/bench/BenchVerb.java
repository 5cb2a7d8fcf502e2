package dev.candor.bench;

import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.model.Divergence;
import dev.candor.model.ExitCode;
import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Candor beside its peers on one workload, on all shapes, on growing ones, or on more cores. */
@Command(
        name = "bench",
        description = "Time Candor beside DuckDB, Spark SQL and a loop on the same rows; check that they agree.")
final class BenchVerb implements Verb {
    private static final String ALL = "all";

    @Mixin
    private WorkloadOptions workload;

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            defaultValue = "balanced",
            description = "How the rows are spread: balanced, hot-prompt, whale, wide, many-prompts, single-rows,"
                    + " long-ids; or all, Candor alone on each, against balanced.")
    private String shape;

    @Option(
            names = "--divergence",
            paramLabel = "D",
            defaultValue = "kl",
            description = "The SQL peers know kl and chi-squared; the loop knows all.")
    private String divergence;

    @Option(names = "--lambda", paramLabel = "L", description = "Price of divergence. Without: agents / 10.")
    private Double lambda;

    @Option(
            names = "--peers",
            paramLabel = "LIST",
            defaultValue = "duckdb,spark-sql,loop",
            description = "Who runs beside Candor; or none.")
    private String peers;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "5", description = "Rounds that count.")
    private int runs;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "1", description = "Rounds before that.")
    private int warmup;

    @Option(
            names = "--growth",
            paramLabel = "ROWS,...",
            description = "Candor alone on so many rows each, and the slope of log time over log rows.")
    private String growth;

    @Option(
            names = "--cores",
            paramLabel = "N,...",
            description = "Candor alone, in a process of its own on local[N] for each, and the speed-up.")
    private String cores;

    @Option(
            names = "--catalog",
            paramLabel = "AGENTSxCHECKPOINTS",
            description = "A catalog's settlement beside Spark SQL's sum of the same valuations.")
    private String catalog;

    @Option(
            names = "--mixture",
            paramLabel = "AGENTSxCANDIDATESxEXPERTS",
            description = "A mixture's settlement, and some counterfactuals each solved by itself.")
    private String mixture;

    @Option(
            names = "--log-linear",
            paramLabel = "AGENTSxCANDIDATESxFEATURES",
            description = "A log-linear settlement, in full and in second order, beside dgemm of the same shape.")
    private String logLinear;

    @Option(
            names = "--learn",
            paramLabel = "AGENTSxCANDIDATESxFEATURES",
            description = "Linear rewards learned from 20 comparisons an agent, beside MLlib's logistic regression of"
                    + " the population.")
    private String learn;

    @Option(
            names = "--payment-tolerance",
            paramLabel = "EPS",
            defaultValue = "2e-2",
            description = "Of the second settlement of --log-linear.")
    private double paymentTolerance;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures for programs.")
    private String json;

    @Override
    public List<String> plan(RunContext context) {
        WorkloadSpec spec = workload.spec(shapes().get(0));
        return List.of(
                "read: the workload " + spec.label() + " below " + workload.work() + ", made unless it is there",
                "compute: " + warmup + " + " + runs + " rounds of candor, "
                        + String.join(", ", Peers.parse(peers, divergence)),
                "write: outputs below " + workload.work() + ", removed after each round");
    }

    @Override
    public ExitCode run(RunContext context) {
        validate();
        Bench bench = new Bench(context, workload.work(), divergence, lambda, warmup, runs);
        try {
            return dispatch(bench);
        } finally {
            if (workload.clean()) {
                Folders.delete(workload.work());
            }
        }
    }

    private ExitCode dispatch(Bench bench) {
        WorkloadSpec spec = workload.spec(shapes().get(0));
        if (catalog != null) {
            List<Long> size = numbers("--catalog", catalog.replace('x', ','));
            if (size.size() != 2) {
                throw UserException.configuration("Cannot make a catalog of '" + catalog
                        + "'. Set --catalog to agents x checkpoints, as in 100000x1000.");
            }
            return new CatalogBench(bench).run(size.get(0), size.get(1));
        }
        if (mixture != null) {
            List<Long> size = numbers("--mixture", mixture.replace('x', ','));
            if (size.size() != 3) {
                throw UserException.configuration("Cannot make a mixture of '" + mixture
                        + "'. Set --mixture to agents x candidates x experts, as in 100000x100000x8.");
            }
            return new MixtureBench(bench).run(size.get(0), size.get(1), Math.toIntExact(size.get(2)));
        }
        if (logLinear != null) {
            List<Long> size = numbers("--log-linear", logLinear.replace('x', ','));
            if (size.size() != 3) {
                throw UserException.configuration("Cannot make a log-linear game of '" + logLinear
                        + "'. Set --log-linear to agents x candidates x features, as in 100000x100000x32.");
            }
            return new LogLinearBench(bench, paymentTolerance)
                    .run(size.get(0), size.get(1), Math.toIntExact(size.get(2)));
        }
        if (learn != null) {
            List<Long> size = numbers("--learn", learn.replace('x', ','));
            if (size.size() != 3) {
                throw UserException.configuration("Cannot make logs of '" + learn
                        + "'. Set --learn to agents x candidates x features, as in 100000x400x16.");
            }
            return new LearnBench(bench).run(size.get(0), size.get(1), Math.toIntExact(size.get(2)));
        }
        if (growth != null) {
            return new GrowthBench(bench).run(spec, numbers("--growth", growth), json);
        }
        if (cores != null) {
            return new CoresBench(bench).run(spec, numbers("--cores", cores), json);
        }
        if (shape.equals(ALL)) {
            return new ShapesBench(bench).run(spec, shapes(), json);
        }
        return new ComparisonBench(bench).run(spec, Peers.parse(peers, divergence), json);
    }

    private void validate() {
        if (!Divergence.names().contains(divergence)) {
            throw UserException.configuration("Cannot run under divergence '" + divergence + "'."
                    + Nearest.question(divergence, Divergence.names()) + " Set --divergence to one of "
                    + String.join(", ", Divergence.names()) + ".");
        }
        if (runs < 1 || warmup < 0) {
            throw UserException.configuration("Cannot count " + runs + " runs after " + warmup
                    + ": --runs must be at least 1 and --warmup at least 0.");
        }
        if (growth != null && cores != null) {
            throw UserException.configuration("Cannot vary the rows and the cores at once: drop --growth or --cores.");
        }
    }

    private List<Shape> shapes() {
        if (shape.equals(ALL)) {
            return List.of(Shape.values());
        }
        return Stream.of(Shape.values())
                .filter(known -> known.label().equals(shape))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> unknownShape());
    }

    private UserException unknownShape() {
        List<String> labels = Stream.concat(Stream.of(Shape.values()).map(Shape::label), Stream.of(ALL))
                .toList();
        return UserException.configuration("Cannot make a workload of shape '" + shape + "'."
                + Nearest.question(shape, labels) + " Set --shape to one of " + String.join(", ", labels) + ".");
    }

    private static List<Long> numbers(String flag, String list) {
        try {
            List<Long> numbers = Arrays.stream(list.split(",", -1))
                    .map(number -> Long.valueOf(number.strip()))
                    .toList();
            if (numbers.stream().allMatch(number -> number > 0)) {
                return numbers;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        throw UserException.configuration(
                "Cannot read " + flag + " " + list + ": it must be whole numbers > 0 with commas between.");
    }
}
