package dev.candor.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.Shared;
import dev.candor.model.Divergence;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kernels against every exact case: 30 digits, each agent's problem solved anew by definition. */
class ExactFixturesTest {

    @TestFactory
    Stream<DynamicTest> everyCase() throws IOException {
        Path exact = Shared.folder("fixtures/exact");
        List<Path> cases;
        try (Stream<Path> folders = Files.list(exact)) {
            cases = folders.sorted().toList();
        }
        assertThat(cases).hasSizeGreaterThanOrEqualTo(63);
        return cases.stream().map(c -> DynamicTest.dynamicTest(c.getFileName().toString(), () -> check(c)));
    }

    private static List<Map<String, String>> table(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] header = lines.get(0).split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, String> row = new TreeMap<>();
            for (int k = 0; k < header.length; k++) {
                row.put(header[k], cells[k]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    private static void check(Path folder) throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        double lambda = expected.get("lambda").asDouble();
        Regulariser regulariser =
                Divergences.of(Divergence.of(expected.get("divergence").asText()), lambda);
        List<Map<String, String>> agents = table(folder.resolve("agents.csv"));
        List<Map<String, String>> prompts = table(folder.resolve("prompts.csv"));
        List<Map<String, String>> candidates = table(folder.resolve("candidates.csv"));
        List<Map<String, String>> reports = table(folder.resolve("reports.csv"));
        double totalWeight =
                prompts.stream().mapToDouble(p -> number(p, "prompt_weight")).sum();
        double[] payment = new double[agents.size()];
        double[] value = new double[agents.size()];
        double welfare = 0;
        for (Map<String, String> prompt : prompts) {
            String id = prompt.get("prompt_id");
            double q = number(prompt, "prompt_weight") / totalWeight;
            List<Map<String, String>> here = candidates.stream()
                    .filter(c -> c.get("prompt_id").equals(id))
                    .toList();
            double[] logRef =
                    here.stream().mapToDouble(c -> number(c, "ref_logprob")).toArray();
            double[][] rewards = new double[agents.size()][here.size()];
            double[] scale = new double[agents.size()];
            for (int i = 0; i < agents.size(); i++) {
                scale[i] = number(agents.get(i), "weight") * number(agents.get(i), "boost");
                Arrays.fill(rewards[i], Double.NaN);
                for (int x = 0; x < here.size(); x++) {
                    String agent = agents.get(i).get("agent_id");
                    String candidate = here.get(x).get("candidate_id");
                    int agentIndex = i;
                    int candidateIndex = x;
                    reports.stream()
                            .filter(r -> r.get("prompt_id").equals(id)
                                    && r.get("agent_id").equals(agent)
                                    && r.get("candidate_id").equals(candidate))
                            .forEach(r -> rewards[agentIndex][candidateIndex] = number(r, "reward"));
                }
            }
            SmallGame game = new SmallGame(regulariser, logRef, rewards, scale);
            welfare += q * game.welfare();
            for (int x = 0; x < here.size(); x++) {
                close(
                        game.prob[x],
                        expected.get("policy").get(id).get(here.get(x).get("candidate_id")),
                        1e-9);
            }
            for (int i = 0; i < agents.size(); i++) {
                payment[i] += q * game.charge(i) / number(agents.get(i), "boost");
                value[i] += q * number(agents.get(i), "weight") * game.value(i);
            }
        }
        close(welfare, expected.get("welfare"), 1e-12);
        for (int i = 0; i < agents.size(); i++) {
            String id = agents.get(i).get("agent_id");
            closePayment(payment[i], expected.get("payment").get(id));
            close(value[i], expected.get("value").get(id), 1e-9);
            double boost = number(agents.get(i), "boost");
            closeBeside(
                    Math.abs(welfare),
                    welfare - boost * value[i] + boost * payment[i],
                    expected.get("welfare_without").get(id),
                    1e-12);
            if (folder.getFileName().toString().endsWith("-indifferent") && id.equals("a0")) {
                assertThat(payment[i]).isZero();
            }
        }
    }

    /** Relative to the figure itself. */
    private static void close(double actual, JsonNode exact, double relative) {
        double expected = new BigDecimal(exact.asText()).doubleValue();
        assertThat(actual).isCloseTo(expected, within(relative * Math.abs(expected)));
    }

    /** A payment that 60-digit arithmetic finds below 1e-50 is the rounding of a difference that is 0. */
    private static void closePayment(double actual, JsonNode exact) {
        if (Math.abs(exact.asDouble()) < 1e-50) {
            assertThat(actual).isZero();
        } else {
            close(actual, exact, 1e-9);
        }
    }

    /** welfare_without is a difference of figures of this size. */
    private static void closeBeside(double size, double actual, JsonNode exact, double relative) {
        double expected = new BigDecimal(exact.asText()).doubleValue();
        assertThat(actual).isCloseTo(expected, within(relative * Math.max(size, Math.abs(expected))));
    }
}
