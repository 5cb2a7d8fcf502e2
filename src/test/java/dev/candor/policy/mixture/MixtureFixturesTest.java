package dev.candor.policy.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.Shared;
import dev.candor.divergence.MixtureDivergence;
import dev.candor.model.Divergence;
import dev.candor.optim.SolveStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The mixture against every exact case: 25 digits, every face of the simplex tried in 80-digit arithmetic. */
class MixtureFixturesTest {

    @TestFactory
    Stream<DynamicTest> everyCase() throws IOException {
        List<Path> cases;
        try (Stream<Path> folders = Files.list(Shared.folder("fixtures/mixture"))) {
            cases = folders.sorted().toList();
        }
        assertThat(cases).hasSizeGreaterThanOrEqualTo(18);
        return cases.stream().map(c -> DynamicTest.dynamicTest(c.getFileName().toString(), () -> check(c)));
    }

    private static List<Map<String, String>> table(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] header = lines.get(0).split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int k = 0; k < header.length; k++) {
                row.put(header[k], cells[k]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static String candidate(Map<String, String> row) {
        return row.get("prompt_id") + "/" + row.get("candidate_id");
    }

    private static MixtureGame game(Path folder, JsonNode expected, List<String> experts) throws IOException {
        Map<String, Double> q = new LinkedHashMap<>();
        table(folder.resolve("prompts.csv"))
                .forEach(p -> q.put(p.get("prompt_id"), Double.parseDouble(p.get("prompt_weight"))));
        double total = q.values().stream().mapToDouble(Double::doubleValue).sum();
        List<Map<String, String>> candidates = table(folder.resolve("candidates.csv"));
        Map<String, Double> mass = new LinkedHashMap<>();
        for (Map<String, String> c : candidates) {
            mass.merge(c.get("prompt_id"), StrictMath.exp(Double.parseDouble(c.get("ref_logprob"))), Double::sum);
        }
        double[] ref = new double[candidates.size()];
        double[] weight = new double[candidates.size()];
        double[] prob = new double[candidates.size() * experts.size()];
        Map<String, Integer> index = new LinkedHashMap<>();
        for (int x = 0; x < ref.length; x++) {
            Map<String, String> c = candidates.get(x);
            index.put(candidate(c), x);
            ref[x] = StrictMath.exp(Double.parseDouble(c.get("ref_logprob"))) / mass.get(c.get("prompt_id"));
            weight[x] = q.get(c.get("prompt_id")) / total;
        }
        for (Map<String, String> row : table(folder.resolve("experts.csv"))) {
            prob[index.get(candidate(row)) * experts.size() + experts.indexOf(row.get("expert_id"))] =
                    Double.parseDouble(row.get("prob"));
        }
        List<Map<String, String>> agents = table(folder.resolve("agents.csv"));
        double[] b = new double[agents.size() * experts.size()];
        for (Map<String, String> report : table(folder.resolve("reports.csv"))) {
            int x = index.get(candidate(report));
            for (int i = 0; i < agents.size(); i++) {
                if (agents.get(i).get("agent_id").equals(report.get("agent_id"))) {
                    double scale = number(agents.get(i), "weight") * number(agents.get(i), "boost");
                    for (int k = 0; k < experts.size(); k++) {
                        b[i * experts.size() + k] +=
                                scale * weight[x] * prob[x * experts.size() + k] * number(report, "reward");
                    }
                }
            }
        }
        return new MixtureGame(
                MixtureDivergence.of(Divergence.of(expected.get("divergence").asText())),
                expected.get("lambda").asDouble(),
                new ExpertBlock(experts.size(), prob, ref, weight),
                b);
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    private static double exact(JsonNode node) {
        return new BigDecimal(node.asText()).doubleValue();
    }

    private static void check(Path folder) throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        List<String> experts = new ArrayList<>();
        for (Iterator<String> names = expected.get("theta").fieldNames(); names.hasNext(); ) {
            experts.add(names.next());
        }
        MixtureGame game = game(folder, expected, experts);
        MixtureOptimum optimum = game.optimum;
        assertThat(optimum.status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(optimum.passes()).isLessThanOrEqualTo(15);
        double welfare = exact(expected.get("welfare"));
        assertThat(optimum.welfare()).isCloseTo(welfare, within(1e-12 * Math.abs(welfare)));
        double[] theta = optimum.theta();
        for (int k = 0; k < theta.length; k++) {
            assertThat(theta[k]).isCloseTo(exact(expected.get("theta").get(experts.get(k))), within(1e-13));
        }
        MixtureCharges charges = game.charges();
        assertThat(charges.passes()).isLessThanOrEqualTo(4);
        List<Map<String, String>> agents = table(folder.resolve("agents.csv"));
        StringBuilder reached = new StringBuilder(folder.getFileName() + " passes " + optimum.passes() + "/"
                + charges.passes() + " hessians " + charges.hessians());
        for (int i = 0; i < agents.size(); i++) {
            double payment =
                    exact(expected.get("payment").get(agents.get(i).get("agent_id"))) * number(agents.get(i), "boost");
            reached.append(String.format(
                    " [%.3e: %.1e below, %.1e above]",
                    payment, payment - charges.lower(i), charges.upper(i) - payment));
        }
        System.out.println(reached);
        for (int i = 0; i < agents.size(); i++) {
            double payment =
                    exact(expected.get("payment").get(agents.get(i).get("agent_id"))) * number(agents.get(i), "boost");
            assertThat(charges.lower(i)).isNotNegative().isLessThanOrEqualTo(payment);
            assertThat(charges.upper(i)).isGreaterThanOrEqualTo(payment);
            double width = charges.upper(i) - charges.lower(i);
            if (payment > 1e-15 * Math.abs(welfare)) {
                assertThat(width).isLessThanOrEqualTo(1e-6 * payment);
                assertThat(charges.payment(i)).isCloseTo(payment, within(1e-6 * payment));
            } else {
                assertThat(width).isLessThanOrEqualTo(1e-15 * Math.abs(welfare));
            }
            if (payment == 0) {
                assertThat(charges.payment(i)).isZero();
            }
        }
    }
}
