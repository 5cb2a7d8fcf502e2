package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** jobs/learn --model low-rank: ratings in, what settle --policy-class log-linear reads out. */
class LowRankIT {
    private static final String RATINGS = "agent_id,prompt_id,candidate_id,rating\n";
    private static final int AGENTS = 60;
    private static final int ITEMS = 20;

    @TempDir
    Path folder;

    private Path file(String name, List<String> rows) throws IOException {
        return Files.writeString(folder.resolve(name), RATINGS + String.join("\n", rows) + "\n");
    }

    private Published learned(String name, Path ratings, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                "learn",
                "--model=low-rank",
                "--ratings=" + ratings,
                "--rating-scale=0:1",
                "--output=" + folder.resolve(name)));
        command.addAll(Arrays.asList(flags));
        VerbRun.job(command).isDone();
        VerbRun.assertNothingIsLeftInTheSession();
        return new Published(folder.resolve(name)).assertClean();
    }

    /** What agent a thinks of item x: ½ + 0.4·(±1 by which side either is on), and noise. */
    private static double truth(int agent, int item) {
        return 0.5 + (agent % 2 == item % 2 ? 0.4 : -0.4);
    }

    /** Half of all ratings of two prompts. */
    private static List<String> drawn() {
        Random random = new Random(5);
        List<String> rows = new ArrayList<>();
        for (int a = 0; a < AGENTS; a++) {
            for (int x = 0; x < ITEMS; x++) {
                if (random.nextBoolean()) {
                    double rating = truth(a, x) + 0.1 * (random.nextDouble() - 0.5);
                    rows.add("agent" + a + ",p" + x / 10 + ",x" + x + "," + rating);
                }
            }
        }
        return rows;
    }

    private static Map<String, double[]> vectors(Published run, String table, String column) {
        Map<String, double[]> vectors = new TreeMap<>();
        for (Row row : run.table(table).collectAsList()) {
            vectors.put(
                    row.getString(column.equals("beta") ? 0 : 1),
                    row.<Double>getList(row.fieldIndex(column)).stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
        }
        return vectors;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static JsonNode summary(Published run) throws IOException {
        return new ObjectMapper().readTree(run.text("summary.json"));
    }

    /** Two camps that no mean can tell apart: one factor does, also where nobody has rated; and it settles. */
    @Test
    void campsAreFoundAndSettled() throws IOException {
        Published run = learned(
                "run", file("log.csv", drawn()), "--validation-folds=3", "--ranks=0,1", "--regularisations=0.02");
        JsonNode summary = summary(run);
        assertThat(summary.get("counts").get("rank").asInt()).isEqualTo(1);
        assertThat(summary.get("rmse_offsets").asDouble()).isGreaterThan(0.35);
        assertThat(summary.get("rmse").asDouble())
                .isLessThan(0.5 * summary.get("rmse_offsets").asDouble());
        assertThat(summary.get("notes").toString()).contains("pooled");
        Map<String, double[]> beta = vectors(run, "coefficients", "beta");
        Map<String, double[]> phi = vectors(run, "candidates", "features");
        assertThat(beta).hasSize(AGENTS);
        assertThat(phi).hasSize(ITEMS);
        double squares = 0;
        for (int a = 0; a < AGENTS; a++) {
            for (int x = 0; x < ITEMS; x++) {
                double error = product(beta.get("agent" + a), phi.get("x" + x)) - truth(a, x);
                squares += error * error;
            }
        }
        assertThat(Math.sqrt(squares / AGENTS / ITEMS)).isLessThan(0.2);
        Published settled = new Published(folder.resolve("settled"));
        VerbRun.job(List.of(
                        "settle",
                        "--policy-class=log-linear",
                        "--coefficients=" + folder.resolve("run/coefficients"),
                        "--candidates=" + folder.resolve("run/candidates"),
                        "--lambda=10",
                        "--output=" + settled.directory()))
                .isDone();
        assertThat(settled.assertClean().payments()).hasSize(AGENTS);
    }

    @Test
    void theSameBytesForAnyPartitioningAndOrder() throws IOException {
        List<String> rows = drawn();
        Map<String, String> expected = null;
        for (int partitions : new int[] {1, 2, 7}) {
            Collections.shuffle(rows, new Random(partitions));
            file("log-" + partitions + "-1.csv", rows.subList(0, 200));
            file("log-" + partitions + "-2.csv", rows.subList(200, rows.size()));
            Map<String, String> tables = learned(
                            "run-" + partitions,
                            folder.resolve("log-" + partitions + "-*.csv"),
                            "--validation-folds=3",
                            "--ranks=2",
                            "--regularisations=0.1",
                            "--partitions=" + partitions)
                    .contents();
            tables.keySet().removeIf(path -> !path.contains("/"));
            assertThat(tables).hasSize(2);
            expected = expected == null ? tables : expected;
            assertThat(tables).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ranks=1,x | --ranks 1,x",
                "--ranks=-1 | --ranks [-1]",
                "--regularisations=0 | --regularisations [0.0]",
                "--validation-folds=2 | --validation-folds 2",
                "--blocks=0 | --blocks 0",
                "--output-format=csv | no arrays",
                "--domain=max | drop them",
                "--rating-noise=0.1 | drop them",
                "--isolate | --model linear"
            })
    void whatCannotBeMeantIsRefused(String flag, String fragment) {
        VerbRun.job(List.of(
                        "learn",
                        "--model=low-rank",
                        "--ratings=r.csv",
                        "--rating-scale=0:1",
                        "--output=" + folder.resolve("run"),
                        flag))
                .isRefused(ExitCode.CONFIGURATION, fragment);
    }

    @Test
    void fewRatingsAndOtherLogsAreRefused() throws IOException {
        Path few = file("few.csv", drawn().subList(0, 12));
        String output = "--output=" + folder.resolve("run");
        VerbRun.job(List.of("learn", "--model=low-rank", "--ratings=" + few, "--rating-scale=0:1", output))
                .isRefused(ExitCode.INPUT_REJECTED, "from 12 ratings");
        VerbRun.assertNothingIsLeftInTheSession();
        VerbRun.job(List.of("learn", "--model=low-rank", "--comparisons=c.csv", output))
                .isRefused(ExitCode.CONFIGURATION, "without ratings");
    }

    /** People who voted on a few statements each of a public conversation. */
    @Test
    void votesOfPolis() throws IOException {
        Path data = Shared.folder("data").resolve("polis/scoop-hivemind.taxes.reports.csv.gz");
        List<String> rows;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(data)), StandardCharsets.UTF_8))) {
            rows = lines.lines().skip(1).toList();
        }
        Published run =
                learned("run", file("votes.csv", rows), "--validation-folds=4", "--ranks=4", "--regularisations=0.05");
        JsonNode summary = summary(run);
        System.out.println("polis scoop-hivemind.taxes: " + summary);
        double error = summary.get("rmse").asDouble();
        assertThat(error).isLessThan(0.97 * summary.get("rmse_offsets").asDouble());
        assertThat(error).isLessThan(0.95 * summary.get("rmse_agent_mean").asDouble());
        assertThat(error).isLessThan(0.95 * summary.get("rmse_candidate_mean").asDouble());
    }
}
