package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.job.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** So many agents that τ is of a sample, b and groups of an eighth of them first. */
class SampledPopulationIT extends LinearModelFixture {
    private static final int AGENTS = 135_000;
    private static final int GROUPS = 30;
    private static final int ROWS = 4;
    private static final double BETWEEN = 0.05;
    private static final double WITHIN = 0.02;
    private static final double NOISE = 0.05;
    /** From the worst rating to the best. */
    private static final double SCALE = 2;

    private final Random random = new Random(4);
    private final double[][] phi = new double[20][];

    private Path spread() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int k = 0; k < phi.length; k++) {
            phi[k] = new double[] {random.nextGaussian(), random.nextGaussian()};
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"prompt_id\": \"p%d\", \"candidate_id\": \"c%d\", \"features\": [%s, %s]}%n",
                    k / 4,
                    k % 4,
                    phi[k][0],
                    phi[k][1]));
        }
        return file("spread.json", lines.toString());
    }

    private static Map<String, String> tables(Published run) {
        Map<String, String> files = run.contents();
        files.keySet().removeIf(path -> path.equals("manifest.json") || path.equals("run_result.json"));
        return files;
    }

    /** Same bytes, and the groups and scales that the logs were drawn from. Ratings: a Gaussian world is one that the model is exact in. */
    @Test
    void manyAgentsInGroups() throws IOException {
        String candidates = "--candidates=" + spread();
        double[][] mean = new double[GROUPS][];
        Arrays.setAll(mean, g ->
                new double[] {0.05 + BETWEEN * random.nextGaussian(), BETWEEN * random.nextGaussian()});
        StringBuilder log = new StringBuilder("agent_id,prompt_id,candidate_id,rating\n");
        StringBuilder members = new StringBuilder("agent_id,group_id\n");
        for (int agent = 0; agent < AGENTS; agent++) {
            int group = agent % GROUPS;
            double first = mean[group][0] + WITHIN * random.nextGaussian();
            double second = mean[group][1] + WITHIN * random.nextGaussian();
            members.append('a').append(agent).append(",g").append(group).append('\n');
            int from = random.nextInt(phi.length);
            for (int k = 0; k < ROWS; k++) {
                int x = (from + 3 * k) % phi.length;
                double t = 5 + first * phi[x][0] + second * phi[x][1] + NOISE * random.nextGaussian();
                log.append('a')
                        .append(agent)
                        .append(",p")
                        .append(x / 4)
                        .append(",c")
                        .append(x % 4);
                log.append(',').append(t).append('\n');
            }
        }
        String[] flags = {
            candidates,
            "--ratings=" + file("log.csv", log.toString()),
            "--rating-scale=4:6",
            "--rating-noise=" + NOISE / SCALE,
            "--agents=" + file("agents.csv", members.toString()),
            "--reports=none",
            "--partitions=2"
        };
        Published run = learned("two", flags);
        double squares = 0;
        for (Row row : run.table("groups").collectAsList()) {
            int group = Integer.parseInt(row.<String>getAs("group_id").substring(1));
            assertThat(row.<Long>getAs("agents")).isEqualTo(AGENTS / GROUPS);
            for (int j = 0; j < 2; j++) {
                double found =
                        SCALE * row.<Double>getList(row.fieldIndex("beta")).get(j);
                double deviation = SCALE
                        * row.<Double>getList(row.fieldIndex("standard_deviations"))
                                .get(j);
                assertThat(deviation).isLessThan(WITHIN / 30);
                double z = (found - mean[group][j]) / deviation;
                squares += z * z / (2 * GROUPS);
            }
        }
        // Of 60 normal numbers: 1, give or take √(1/120); four of those.
        System.out.printf(Locale.ROOT, "groups off by %.2f standard deviations%n", Math.sqrt(squares));
        assertThat(Math.sqrt(squares)).isCloseTo(1, within(4 / Math.sqrt(120)));
        JsonNode model = new ObjectMapper().readTree(Files.readString(folder.resolve("two/model/model.json")));
        for (int j = 0; j < 2; j++) {
            // log τ is known to within 1/(γ·√(2·16,384)), γ ≈ 0.35.
            assertThat(SCALE * model.at("/deviation_scale/" + j).asDouble()).isCloseTo(WITHIN, within(0.064 * WITHIN));
        }
        flags[6] = "--partitions=7";
        assertThat(tables(learned("seven", flags))).isEqualTo(tables(run));
    }
}
