package dev.candor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.LocalSpark;
import dev.candor.failure.Failures;
import dev.candor.job.cli.Shell;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness at 20,000 rows: the peers compute the same payments as Candor, on every shape. */
class BenchIT {
    private static final int ROWS = 20_000;

    @TempDir
    private Path folder;

    @Test
    void allPeersAgreeUnderKl() throws IOException {
        Path json = folder.resolve("figures.json");
        Said said = bench("--json=" + json, "--warmup=1", "--runs=2", "--pareto-shape=2", "--reference-spread=0.5");
        assertThat(said.code).as(said.err).isEqualTo(ExitCode.DONE);
        assertThat(said.out)
                .contains("20,000 rewards (balanced, order agent): 80 agents, 100 prompts, 5 candidates each; kl")
                .contains(
                        "contender",
                        "candor",
                        "candor packed",
                        "duckdb",
                        "spark-sql",
                        "loop",
                        "encode and pack reports");
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.get("rows").longValue()).isEqualTo(ROWS);
        assertThat(figures.get("contenders")).hasSize(5).allSatisfy(contender -> {
            assertThat(contender.get("seconds")).hasSize(2);
            assertThat(contender.get("peak_heap_bytes").longValue()).isPositive();
            assertThat(contender.get("worst_relative_difference").doubleValue())
                    .isLessThanOrEqualTo(contender.get("tolerance").doubleValue());
        });
        try (var left = Files.list(folder.resolve("work"))) {
            assertThat(left).extracting(path -> path.getFileName().toString()).containsExactly("balanced-agent-20000");
        }
    }

    @Test
    void allPeersAgreeUnderChiSquaredOnShuffledRows() {
        Said said = bench("--divergence=chi-squared", "--order=shuffled", "--prompt-weight-spread=0.5");
        assertThat(said.code).as(said.err).isEqualTo(ExitCode.DONE);
        assertThat(said.out).contains("order shuffled", "chi-squared");
    }

    @Test
    void theLoopKnowsEveryDivergence() {
        Said said = bench("--divergence=hellinger", "--peers=loop");
        assertThat(said.code).as(said.err).isEqualTo(ExitCode.DONE);
        assertThat(said.out).doesNotContain("duckdb");
    }

    /** With λ this small much is clipped, which the SQL for chi-squared does not do. */
    @Test
    void aPeerThatComputesSomethingElseEndsTheJob() {
        Said said = bench("--divergence=chi-squared", "--lambda=0.01", "--peers=spark-sql");
        assertThat(said.code).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(said.err).contains("the payments of spark-sql are not Candor's");
        assertThat(said.out).contains(" > 1e-06");
    }

    @Test
    void whatCannotBeRunIsRefused() {
        assertRefused("--peers=duckbd", "Did you mean");
        assertRefused("--divergence=hellinger", "the SQL exists for kl and chi-squared");
        assertRefused("--shape=whales", "Cannot make a workload of shape 'whales'");
        assertRefused("--growth=5,x", "Cannot read --growth 5,x");
        assertRefused("--rows=100", "less than one agent");
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void everyShapeHasItsRowsAndTheLoopAgrees(Shape shape) {
        Said said = bench("--shape=" + shape.label(), "--peers=loop");
        assertThat(said.code).as(said.err).isEqualTo(ExitCode.DONE);
        SparkSession spark = LocalSpark.session();
        Path tables = folder.resolve("work").resolve(shape.label() + "-agent-" + ROWS);
        Dataset<Row> reports = spark.read().parquet(tables.resolve("reports").toString());
        assertThat(reports.count()).isBetween(ROWS * 9L / 10, (long) ROWS);
        assertThat(reports.dropDuplicates(new String[] {"agent_id", "prompt_id", "candidate_id"})
                        .count())
                .isEqualTo(reports.count());
        assertThat(reports.select("agent_id").distinct().count())
                .isEqualTo(spark.read()
                        .parquet(tables.resolve("agents").toString())
                        .count());
    }

    @Test
    void aWorkloadIsMadeOnceUnlessItIsAnother() throws IOException {
        Workloads workloads = new Workloads(LocalSpark.session(), folder);
        WorkloadSpec spec = spec(1);
        Path description = workloads.of(spec).resolve("workload.txt");
        FileTime made = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(description, made);
        assertThat(workloads.of(spec)).isEqualTo(description.getParent());
        assertThat(Files.getLastModifiedTime(description)).isEqualTo(made);
        workloads.of(spec(2));
        assertThat(Files.getLastModifiedTime(description)).isNotEqualTo(made);
    }

    @Test
    void growthPrintsTheSlope() {
        Said said = bench("--growth=10000,20000");
        assertThat(said.code).as(said.err).isEqualTo(ExitCode.DONE);
        assertThat(said.out)
                .contains("balanced-agent-10000", "balanced-agent-20000")
                .containsPattern("slope of log time over log rows: -?[0-9.]+");
    }

    @Test
    void aCatalogBesideASum() {
        Said said = bench("--catalog=500x20", "--warmup=0", "--runs=1");
        assertThat(said.code).as(said.err).isEqualTo(ExitCode.DONE);
        assertThat(said.out).containsPattern("catalog of 20 checkpoints, 500 agents: settled in [0-9.]+ s");
    }

    @Test
    void aMixtureBesideSeparateSolves() {
        Said said = bench("--mixture=100x1000x3");
        assertThat(said.code).as(said.err).isEqualTo(ExitCode.DONE);
        assertThat(said.out).contains("above 1e-6: 0").containsPattern("for all together: 1 : [0-9]+");
    }

    private static WorkloadSpec spec(long seed) {
        return new WorkloadSpec(Shape.BALANCED, Order.AGENT, 1000, 20, 5, 10, new WorkloadSpec.Spread(0, 0, 0), seed);
    }

    private void assertRefused(String flag, String because) {
        Said said = bench(flag);
        assertThat(said.code).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(said.err).contains("Cannot ", because);
        assertThat(said.out).isEmpty();
    }

    private record Said(ExitCode code, String out, String err) {}

    /** In the session that all tests share. */
    private Said bench(String... flags) {
        LocalSpark.session();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("bench", "--prompts=100", "--work=" + folder.resolve("work")));
        all.addAll(List.of(flags));
        for (String fallback : List.of("--rows=" + ROWS, "--runs=1", "--warmup=0")) {
            String name = fallback.substring(0, fallback.indexOf('=') + 1);
            if (all.stream().noneMatch(flag -> flag.startsWith(name))) {
                all.add(fallback);
            }
        }
        ExitCode code = new Shell(
                        List.of(new BenchVerb()),
                        new Failures(List.of()),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(all.toArray(String[]::new));
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
