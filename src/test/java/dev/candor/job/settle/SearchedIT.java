package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.LocalSpark;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.SettlementSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** jobs/settle --policy-class log-linear where θ is searched for, from the flags to the published directory. */
class SearchedIT {
    private static final int AGENTS = 30;
    private static final int PROMPTS = 8;
    private static final int CANDIDATES = 5;
    private static final int FEATURES = 3;
    private static final int POLICY_FEATURES = 2;

    @TempDir
    Path folder;

    private final List<String> coefficients = new ArrayList<>();
    private final List<String> candidates = new ArrayList<>();
    private Published run;

    @BeforeEach
    void write() throws IOException {
        Random random = new Random(5);
        for (int c = 0; c < PROMPTS; c++) {
            for (int x = 0; x < CANDIDATES; x++) {
                candidates.add(String.format(
                        Locale.ROOT,
                        "{\"prompt_id\":\"p%d\",\"candidate_id\":\"x%d\",\"ref_logprob\":%s,\"features\":%s,\"policy_features\":%s}",
                        c,
                        x,
                        -random.nextDouble(),
                        Arrays.toString(random.doubles(FEATURES, -1, 1).toArray()),
                        Arrays.toString(random.doubles(POLICY_FEATURES, -1, 1).toArray())));
            }
        }
        for (int i = 0; i < AGENTS; i++) {
            coefficients.add("{\"agent_id\":\"a%02d\",\"beta\":%s}"
                    .formatted(
                            i, Arrays.toString(random.doubles(FEATURES, -1, 2).toArray())));
        }
        tables();
        run = new Published(folder.resolve("run"));
    }

    private void tables() throws IOException {
        Files.write(folder.resolve("coefficients.json"), coefficients);
        Files.write(folder.resolve("candidates.json"), candidates);
    }

    private void withoutPolicyFeatures() throws IOException {
        candidates.replaceAll(row -> row.replaceAll(",\"policy_features.*", "}"));
        tables();
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private VerbRun settle(String... more) {
        return settleFrom("json", more);
    }

    private VerbRun settleFrom(String format, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "settle",
                "--policy-class=log-linear",
                "--coefficients=" + folder.resolve("coefficients." + format),
                "--candidates=" + folder.resolve("candidates." + format),
                "--lambda=6",
                "--output=" + run.directory()));
        command.addAll(List.of(more));
        return VerbRun.job(command);
    }

    private void requireSound() throws IOException {
        run.assertClean();
        SettlementSummary summary = run.summary();
        SettlementSummary.LocalOptimum optimum = summary.localOptimum().orElseThrow();
        assertThat(optimum.status()).isEqualTo("converged");
        assertThat(optimum.belowTabular()).isNotNegative();
        assertThat(summary.figures().welfare()).isGreaterThan(summary.figures().referenceWelfare());
        assertThat(summary.figures().certificate()).startsWith("none");
        assertThat(summary.notes()).anyMatch(note -> note.contains("not certified"));
        double values = 0;
        for (Row row : run.payments()) {
            assertThat(row.<Double>getAs("payment")).isPositive();
            assertThat(row.<Double>getAs("payment"))
                    .isBetween(row.<Double>getAs("payment_lower"), row.<Double>getAs("payment_upper"));
            assertThat(row.<Double>getAs("incentive_gap"))
                    .isLessThan(1e-9 * summary.figures().welfare());
            values += row.<Double>getAs("value");
        }
        assertThat(summary.figures().welfare())
                .isCloseTo(values - 6 * summary.figures().divergence(), within(1e-11 * values));
    }

    static Stream<String> others() {
        return Stream.of("reverse-kl", "chi-squared", "hellinger", "jensen-shannon", "l2");
    }

    @ParameterizedTest
    @MethodSource("others")
    void settlesEveryDivergence(String divergence) throws IOException {
        withoutPolicyFeatures();
        settle("--divergence=" + divergence).isDone();
        requireSound();
        assertThat(run.table("parameters").count()).isEqualTo(FEATURES);
    }

    /**
     * Under kl the policy features alone restrict the class: it has less welfare than all policies, and says by how much. They
     * are read from Parquet as from JSON.
     */
    @Test
    void policyFeaturesRestrict() throws IOException {
        for (String table : List.of("coefficients", "candidates")) {
            LocalSpark.session()
                    .read()
                    .json(folder.resolve(table + ".json").toString())
                    .write()
                    .parquet(folder.resolve(table + ".parquet").toString());
        }
        settleFrom("parquet").isDone();
        requireSound();
        assertThat(run.table("parameters").count()).isEqualTo(POLICY_FEATURES);
        double welfare = run.summary().figures().welfare();
        double below = run.summary().localOptimum().orElseThrow().belowTabular();
        withoutPolicyFeatures();
        run = new Published(folder.resolve("exact"));
        settle().isDone();
        assertThat(run.summary().localOptimum()).isEmpty();
        double best = run.summary().figures().welfare();
        assertThat(below).isPositive().isCloseTo(best - welfare, within(1e-11 * best));
    }

    /** A ridge that hardly costs anything searches for what the exact class has in closed form. */
    @Test
    void searchAgreesWithTheClosedForm() throws IOException {
        withoutPolicyFeatures();
        settle("--ridge=1e-13").isDone();
        List<Row> searched = run.payments();
        double welfare = run.summary().figures().welfare();
        run = new Published(folder.resolve("exact"));
        settle("--require-certificate").isDone();
        assertThat(welfare).isCloseTo(run.summary().figures().welfare(), within(1e-11 * welfare));
        List<Row> exact = run.payments();
        for (int i = 0; i < AGENTS; i++) {
            double payment = exact.get(i).getAs("payment");
            assertThat(searched.get(i).<Double>getAs("payment")).isCloseTo(payment, within(1e-8 * payment));
            double lower = searched.get(i).getAs("payment_lower");
            double upper = searched.get(i).getAs("payment_upper");
            assertThat(payment).isBetween(lower, upper);
            assertThat(upper - lower).isLessThan(1e-11 * welfare);
        }
    }

    @Test
    void sameBytesWhateverTheLayout() throws IOException {
        Map<String, String> expected = null;
        for (int partitions : new int[] {1, 2, 7, 200}) {
            Collections.shuffle(coefficients, new Random(partitions));
            Collections.shuffle(candidates, new Random(partitions));
            tables();
            run = new Published(folder.resolve("run-" + partitions));
            settle("--divergence=jensen-shannon", "--partitions=" + partitions).isDone();
            Map<String, String> bill = run.contents();
            bill.keySet().removeIf(path -> !path.matches("(policy|payments|parameters)/.*"));
            expected = expected == null ? bill : expected;
            assertThat(bill).isEqualTo(expected).hasSize(3);
        }
    }

    /** Thm 4.12: with errors the gap is that of the search plus 2·w·δ; nothing else moves, and no certificate comes of it. */
    @ParameterizedTest
    @ValueSource(strings = {"kl", "l2"})
    void errorsOfCoefficientsWidenTheGaps(String divergence) throws IOException {
        List<String> agents = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            agents.add("{\"agent_id\":\"a%02d\",\"weight\":%s}".formatted(i, weight(i)));
            errors.add("{\"agent_id\":\"a%02d\",\"delta\":%s,\"confidence\":0.95,\"of\":\"coefficients\"}"
                    .formatted(i, delta(i)));
        }
        Collections.shuffle(errors, new Random(2));
        Path known = Files.write(folder.resolve("agents.json"), agents);
        Path bounds = Files.write(folder.resolve("errors.json"), errors);
        String[] flags = {"--divergence=" + divergence, "--agents=" + known};
        settle(flags).isDone();
        List<Row> narrow = run.payments();
        Published without = run;
        run = new Published(folder.resolve("with"));
        settle(flags[0], flags[1], "--errors=" + bounds).isDone();
        List<Row> wide = run.assertClean().payments();
        assertThat(wide).hasSize(AGENTS);
        for (int i = 0; i < AGENTS; i++) {
            double searched = narrow.get(i).getAs("incentive_gap");
            assertThat(wide.get(i).<Double>getAs("incentive_gap"))
                    .isCloseTo(searched + 2 * weight(i) * delta(i), within(1e-15 + 1e-14 * weight(i) * delta(i)));
            for (String same : List.of("weight", "value", "payment", "payment_lower", "payment_upper", "utility")) {
                assertThat(wide.get(i).<Double>getAs(same))
                        .isEqualTo(narrow.get(i).<Double>getAs(same));
            }
        }
        for (String table : List.of("policy", "parameters")) {
            assertThat(tables(run, table)).isEqualTo(tables(without, table));
        }
        assertThat(run.summary().figures().certificate()).startsWith("none");
    }

    private static double weight(int agent) {
        return 0.25 * (1 + agent % 5);
    }

    private static double delta(int agent) {
        return agent % 4 == 0 ? 0 : agent / 37.0;
    }

    private static Map<String, String> tables(Published run, String table) {
        Map<String, String> files = run.contents();
        files.keySet().removeIf(path -> !path.startsWith(table + "/"));
        return files;
    }

    @Test
    void refusesWhatItCannotCertify() throws IOException {
        settle("--divergence=l2", "--require-certificate")
                .isRefused(ExitCode.CONFIGURATION, "local optimum", "--require-certificate");
        settle("--require-certificate").isRefused(ExitCode.CONFIGURATION, "policy_features", "--require-certificate");
        settle("--max-incentive-gap=1").isRefused(ExitCode.CONFIGURATION, "--max-incentive-gap");
        settle("--starts=0").isRefused(ExitCode.CONFIGURATION, "--starts");
        settle("--ridge=-1").isRefused(ExitCode.CONFIGURATION, "--ridge");
        VerbRun.job(List.of(
                        "settle",
                        "--reports=" + folder.resolve("reports.json"),
                        "--candidates=" + folder.resolve("candidates.json"),
                        "--ridge=1",
                        "--output=" + run.directory()))
                .isRefused(ExitCode.CONFIGURATION, "--ridge");
        candidates.set(3, candidates.get(3).replaceAll("policy_features.*", "policy_features\":[1.0]}"));
        tables();
        settle().isRefused(ExitCode.INPUT_REJECTED, "policy_features", "candidate x3 of prompt p0");
        assertThat(run.manifest()).isEmpty();
    }
}
