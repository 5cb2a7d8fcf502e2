package dev.candor.job.learn;

import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** Runs of jobs/learn --model linear in a folder of their own. */
abstract class LinearModelFixture {
    static final String COMPARISONS = "agent_id,prompt_id,candidate_a,candidate_b,outcome\n";

    @TempDir
    Path folder;

    final Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    final Published learned(String name, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                "learn", "--model", "linear", "--output", folder.resolve(name).toString()));
        command.addAll(Arrays.asList(flags));
        VerbRun.job(command).isDone();
        VerbRun.assertNothingIsLeftInTheSession();
        return new Published(folder.resolve(name)).assertClean();
    }

    /** Four candidates on each of five prompts, three features. */
    final Path candidates() throws IOException {
        Random random = new Random(4);
        StringBuilder lines = new StringBuilder();
        for (int k = 0; k < 20; k++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"prompt_id\": \"prompt%d\", \"candidate_id\": \"c%d\", \"features\": [%f, %f, %f]}%n",
                    k / 4,
                    k % 4,
                    random.nextDouble(),
                    random.nextGaussian(),
                    10 * random.nextDouble()));
        }
        return file("candidates.json", lines.toString());
    }

    static List<String> drawn(int agents) {
        Random random = new Random(1);
        List<String> rows = new ArrayList<>();
        for (int k = 0; k < 60 * agents; k++) {
            int a = random.nextInt(4);
            int b = (a + 1 + random.nextInt(3)) % 4;
            String outcome = random.nextInt(5) == 0 ? "tie" : (a < b) == (random.nextInt(4) > 0) ? "a" : "b";
            rows.add("agent" + random.nextInt(agents) + ",prompt" + random.nextInt(5) + ",c" + a + ",c" + b + ","
                    + outcome);
        }
        return rows;
    }

    static Map<String, double[]> coefficients(Published run) {
        Map<String, double[]> beta = new TreeMap<>();
        run.table("coefficients")
                .collectAsList()
                .forEach(row -> beta.put(
                        row.getString(0),
                        row.<Double>getList(1).stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray()));
        return beta;
    }
}
