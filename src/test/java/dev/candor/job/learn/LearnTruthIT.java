package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.numeric.Normal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs drawn from known rewards: the error falls as one over the root of the rows, and stays within its bounds. */
class LearnTruthIT {
    private static final int[] ROWS = {64, 256, 1024};
    private static final int AGENTS = 150;
    private static final int CANDIDATES = 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"comparisons", "rankings", "ratings"})
    void theErrorFallsAsOneOverTheRootOfTheRows(String log) {
        double[] error = new double[ROWS.length];
        for (int k = 0; k < ROWS.length; k++) {
            error[k] = error(log, ROWS[k]);
        }
        double slope = Math.log(error[2] / error[0]) / Math.log((double) ROWS[2] / ROWS[0]);
        System.out.printf(
                "%s: root mean square errors %.4f %.4f %.4f, slope %.3f%n", log, error[0], error[1], error[2], slope);
        assertThat(slope).isBetween(-0.57, -0.43);
    }

    private double error(String log, int rows) {
        Path population = folder.resolve("population-" + rows);
        VerbRun.job(List.of(
                        "generate",
                        "--agents",
                        Integer.toString(AGENTS),
                        "--prompts",
                        "1",
                        "--candidates-per-prompt",
                        Integer.toString(CANDIDATES),
                        "--judgements",
                        Integer.toString(rows),
                        "--output",
                        population.toString()))
                .isDone();
        Published learned = new Published(folder.resolve("learned-" + rows));
        List<String> command = new ArrayList<>(List.of(
                "learn",
                "--" + log,
                population.resolve(log).toString(),
                "--domain",
                log.equals("ratings") ? "unit" : "unrestricted",
                "--output",
                learned.directory().toString()));
        if (log.equals("ratings")) {
            command.addAll(List.of("--rating-scale", "1:5", "--rating-noise", "0.125"));
        }
        VerbRun.job(command).isDone();
        return error(truth(population, !log.equals("ratings")), learned);
    }

    /** Rewards, or utilities minus their mean, by agent and candidate. */
    private static Map<String, double[]> truth(Path population, boolean utilities) {
        Map<String, double[]> truth = new HashMap<>();
        for (Row row : LocalSpark.session()
                .read()
                .parquet(population.resolve("reports").toString())
                .collectAsList()) {
            double reward = row.getDouble(3);
            truth.computeIfAbsent(row.getString(0), agent -> new double[CANDIDATES])[candidate(row)] =
                    utilities ? Normal.quantile(reward) : reward;
        }
        if (utilities) {
            truth.values().forEach(u -> {
                double mean = Arrays.stream(u).sum() / CANDIDATES;
                Arrays.setAll(u, x -> u[x] - mean);
            });
        }
        return truth;
    }

    private static int candidate(Row row) {
        return row.getString(2).charAt(1) - '1';
    }

    private static double error(Map<String, double[]> truth, Published learned) {
        double squares = 0;
        Map<String, Double> worst = new HashMap<>();
        for (Row row : learned.table("reports").collectAsList()) {
            double off = Math.abs(row.getDouble(3) - truth.get(row.getString(0))[candidate(row)]);
            squares += off * off;
            worst.merge(row.getString(0), off, Math::max);
        }
        double covered = 0;
        for (Row row : learned.table("errors").collectAsList()) {
            covered += worst.get(row.getString(0)) <= row.getDouble(1) ? 1 : 0;
        }
        assertThat(worst).hasSize(AGENTS);
        assertThat(covered / AGENTS).isGreaterThanOrEqualTo(0.93);
        return Math.sqrt(squares / AGENTS / CANDIDATES);
    }
}
