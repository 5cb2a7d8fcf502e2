package dev.candor.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.LocalSpark;
import dev.candor.Shared;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.model.Divergence;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The whole distributed settlement, from CSV files, against exact cases of every divergence. The kernels meet all 63 in
 * {@code divergence.ExactFixturesTest} in a second; here a settlement takes seconds each, so three kinds stand for all
 * unless {@code -Dcandor.exact.cases=.*} says otherwise.
 */
class ExactFixturesIT {
    private static final String CASES =
            System.getProperty("candor.exact.cases", ".*-(sparse|tiny-weights|indifferent)");

    @TestFactory
    Stream<DynamicTest> everyCase() throws IOException {
        List<Path> cases;
        try (Stream<Path> folders = Files.list(Shared.folder("fixtures/exact"))) {
            cases = folders.sorted().toList();
        }
        assertThat(cases).hasSizeGreaterThanOrEqualTo(63);
        return cases.stream()
                .filter(c -> c.getFileName().toString().matches(CASES))
                .map(c -> DynamicTest.dynamicTest(c.getFileName().toString(), () -> check(c)));
    }

    private static void check(Path folder) throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        MechanismSpec mechanism = new MechanismSpec(
                Divergence.of(expected.get("divergence").asText()),
                expected.get("lambda").asDouble(),
                PaymentRule.AFFINE_MAXIMISER,
                Normalisation.NONE,
                RewardDomain.UNRESTRICTED);
        SparkSession spark = LocalSpark.session();
        InputPaths paths = new InputPaths(
                folder.resolve("reports.csv").toString(),
                Optional.of(folder.resolve("candidates.csv").toString()),
                Optional.of(folder.resolve("agents.csv").toString()),
                Optional.of(folder.resolve("prompts.csv").toString()),
                Optional.empty());
        try (PackedReports reports = PackedReports.pack(
                        spark, InputGate.read(spark, paths), mechanism, EngineLimits.DEFAULT, Phases.silent());
                Settlement settlement =
                        new Settle(spark, mechanism, EngineLimits.DEFAULT).run(reports, Phases.silent())) {
            double welfare = settlement.welfare();
            close(welfare, expected.get("welfare"), 1e-12, 0);
            for (Row row : settlement.policy(1).rows().collectAsList()) {
                JsonNode prob = expected.get("policy").get(row.getString(0)).get(row.getString(1));
                close(row.getDouble(3), prob, 1e-9, 0);
            }
            List<Row> payments = settlement.payments().collectAsList();
            assertThat(payments).hasSize(expected.get("payment").size());
            for (Row row : payments) {
                String id = row.getAs("agent_id");
                double payment = row.getAs("payment");
                assertThat(payment).isGreaterThanOrEqualTo(0);
                close(payment, expected.get("payment").get(id), 1e-9, 0);
                close(row.getAs("value"), expected.get("value").get(id), 1e-9, 0);
                close(
                        row.getAs("welfare_without"),
                        expected.get("welfare_without").get(id),
                        1e-12,
                        Math.abs(welfare));
                if (folder.getFileName().toString().endsWith("-indifferent") && id.equals("a0")) {
                    assertThat(payment).isZero();
                }
            }
        }
    }

    /**
     * Relative to the figure itself, or to {@code size} where the figure is a difference of figures of that size. What
     * 60-digit arithmetic found below 1e-50 of a payment is the rounding of 0.
     */
    private static void close(double actual, JsonNode exact, double relative, double size) {
        double expected = new BigDecimal(exact.asText()).doubleValue();
        double noise = Math.abs(expected) < 1e-50 && actual == 0 ? Math.abs(expected) : 0;
        assertThat(actual).isCloseTo(expected, within(noise + relative * Math.max(size, Math.abs(expected))));
    }
}
