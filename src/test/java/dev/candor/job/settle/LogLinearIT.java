package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.LocalSpark;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/settle --policy-class log-linear from the flags to the published directory. */
class LogLinearIT {
    private static final int AGENTS = 40;
    private static final int PROMPTS = 6;
    private static final int CANDIDATES = 5;
    private static final int FEATURES = 3;

    private static final List<String> BROKEN = List.of(
            "{\"agent_id\":\"short\",\"beta\":[1.0]}",
            "{\"agent_id\":\"hole\",\"beta\":[1.0,null,2.0]}",
            "{\"agent_id\":\"none\"}",
            "{\"beta\":[1.0,2.0,3.0]}",
            "{\"agent_id\":\"huge\",\"beta\":[1e31,2.0,3.0]}",
            "{\"agent_id\":\"torn\",\"beta\":[1.0,2.0,3.0]}",
            "{\"agent_id\":\"torn\",\"beta\":[1.0,2.0,4.0]}");
    /** What is no JSON, or is no vector. */
    private static final List<String> BROKEN_LINES = List.of(
            "{\"agent_id\":\"cut\",\"beta\":[1.0,",
            "{\"agent_id\":\"scalar\",\"beta\":1.0}",
            "{\"agent_id\":\"words\",\"beta\":[1.0,\"two\",3.0]}",
            "beta");

    private static final String STRANGER = "{\"agent_id\":\"stranger\",\"beta\":[1.0,2.0,3.0]}";

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private final double[][] beta = new double[AGENTS][FEATURES];
    private final double[][][] feature = new double[PROMPTS][CANDIDATES][FEATURES];
    private final List<String> coefficients = new ArrayList<>();
    private final List<String> candidates = new ArrayList<>();
    private Published run;

    @BeforeEach
    void write() throws IOException {
        Random random = new Random(11);
        List<String> agents = new ArrayList<>();
        StringBuilder reports = new StringBuilder("agent_id,prompt_id,candidate_id,reward\n");
        for (int c = 0; c < PROMPTS; c++) {
            for (int x = 0; x < CANDIDATES; x++) {
                feature[c][x] = random.doubles(FEATURES, -1, 1).toArray();
                candidates.add(String.format(
                        Locale.ROOT,
                        "{\"prompt_id\":\"p%d\",\"candidate_id\":\"x%d\",\"ref_logprob\":%s,\"features\":%s}",
                        c,
                        x,
                        -random.nextDouble(),
                        Arrays.toString(feature[c][x])));
            }
        }
        for (int i = 0; i < AGENTS; i++) {
            beta[i] = random.doubles(FEATURES, -1, 1).toArray();
            agents.add("{\"agent_id\":\"a%02d\",\"weight\":%s,\"boost\":%s}"
                    .formatted(i, Math.exp(random.nextGaussian()), i % 4 == 0 ? 1.5 : 1));
            coefficients.add("{\"agent_id\":\"a%02d\",\"beta\":%s}".formatted(i, Arrays.toString(beta[i])));
            for (int c = 0; c < PROMPTS; c++) {
                for (int x = 0; x < CANDIDATES; x++) {
                    reports.append("a%02d,p%d,x%d,%s%n".formatted(i, c, x, reward(i, c, x)));
                }
            }
        }
        Files.write(folder.resolve("agents.json"), agents);
        Files.writeString(folder.resolve("reports.csv"), reports);
        Files.writeString(folder.resolve("prompts.json"), """
                {"prompt_id":"p0","prompt_weight":2}
                {"prompt_id":"p1","prompt_weight":1}
                {"prompt_id":"p2","prompt_weight":1}
                {"prompt_id":"p3","prompt_weight":0.5}
                {"prompt_id":"p4","prompt_weight":1}
                {"prompt_id":"p5","prompt_weight":3}
                """);
        tables();
        run = new Published(folder.resolve("run"));
    }

    private void tables() throws IOException {
        Files.write(folder.resolve("coefficients.json"), coefficients);
        Files.write(folder.resolve("candidates.json"), candidates);
    }

    private double reward(int i, int c, int x) {
        double reward = 0;
        for (int j = 0; j < FEATURES; j++) {
            reward += beta[i][j] * feature[c][x][j];
        }
        return reward;
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private VerbRun settle(Path output, String rewards, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "settle",
                rewards,
                "--candidates=" + folder.resolve("candidates.json"),
                "--lambda=4",
                "--output=" + output));
        command.addAll(List.of(more));
        return VerbRun.job(command);
    }

    private VerbRun linear(String... more) {
        List<String> flags = new ArrayList<>(List.of("--policy-class=log-linear"));
        flags.addAll(List.of(more));
        return settle(
                run.directory(), "--coefficients=" + folder.resolve("coefficients.json"), flags.toArray(String[]::new));
    }

    private VerbRun weighted(String... more) {
        List<String> flags = new ArrayList<>(List.of(sides()));
        flags.addAll(List.of(more));
        return linear(flags.toArray(String[]::new));
    }

    private String[] sides() {
        return new String[] {"--agents=" + folder.resolve("agents.json"), "--prompts=" + folder.resolve("prompts.json")
        };
    }

    /** All agents charged in full; settled once for all tests. */
    private Published inFull() {
        Published full = new Published(shared.resolve("full"));
        if (full.manifest().isEmpty()) {
            Published mine = run;
            run = full;
            weighted().isDone();
            run = mine;
        }
        return full;
    }

    /** The rewards that the coefficients stand for, settled by the tabular class, give the same policy and payments. */
    @Test
    void equalsTheTabularClass() throws IOException {
        run = inFull();
        run.assertClean();
        Published tabular = new Published(folder.resolve("tabular"));
        settle(tabular.directory(), "--reports=" + folder.resolve("reports.csv"), sides())
                .isDone();
        double welfare = tabular.summary().figures().welfare();
        assertThat(run.summary().figures().welfare()).isCloseTo(welfare, within(1e-12 * Math.abs(welfare)));
        assertThat(run.summary().figures().referenceWelfare())
                .isCloseTo(tabular.summary().figures().referenceWelfare(), within(1e-12 * Math.abs(welfare)));
        assertThat(run.summary().counts().prompts()).isEqualTo(PROMPTS);
        assertThat(run.summary().counts().candidates()).isEqualTo((long) PROMPTS * CANDIDATES);
        List<Row> expected = tabular.payments();
        List<Row> found = run.payments();
        assertThat(found).hasSize(AGENTS);
        for (int i = 0; i < AGENTS; i++) {
            double payment = expected.get(i).getAs("payment");
            assertThat(found.get(i).<Double>getAs("payment")).isCloseTo(payment, within(1e-9 * payment));
            double lower = found.get(i).getAs("payment_lower");
            double upper = found.get(i).getAs("payment_upper");
            assertThat(found.get(i).<Double>getAs("payment")).isBetween(lower, upper);
            assertThat(upper - lower).isLessThan(1e-9 * payment);
            double value = expected.get(i).getAs("value");
            assertThat(found.get(i).<Double>getAs("value")).isCloseTo(value, within(1e-12 * (1 + Math.abs(value))));
        }
        List<Row> policy =
                run.table("policy").orderBy("prompt_id", "candidate_id").collectAsList();
        List<Row> same =
                tabular.table("policy").orderBy("prompt_id", "candidate_id").collectAsList();
        for (int x = 0; x < policy.size(); x++) {
            assertThat(policy.get(x).<Double>getAs("prob"))
                    .isCloseTo(same.get(x).<Double>getAs("prob"), within(1e-12));
            double reward = same.get(x).getAs("aggregate_reward");
            assertThat(policy.get(x).<Double>getAs("aggregate_reward"))
                    .isCloseTo(reward, within(1e-12 * (1 + Math.abs(reward))));
            assertThat(policy.get(x).<Double>getAs("prompt_weight"))
                    .isEqualTo(same.get(x).<Double>getAs("prompt_weight"));
        }
        assertThat(run.table("parameters").count()).isEqualTo(FEATURES);
    }

    /**
     * Small agents in second order, the others in full: the same bytes whatever the layout. What the full form charges lies in
     * every interval, and is what large agents pay; who pays in which form does not depend on the layout.
     */
    @Test
    void smallAgentsPayInSecondOrderWhateverTheLayout() throws IOException {
        List<Row> exact = inFull().payments();
        Map<String, String> expected = null;
        for (int partitions : new int[] {1, 2, 7, 200}) {
            Collections.shuffle(coefficients, new Random(partitions));
            Collections.shuffle(candidates, new Random(partitions));
            tables();
            run = new Published(folder.resolve("run-" + partitions));
            VerbRun ran = weighted("--payment-tolerance=0.1", "--partitions=" + partitions)
                    .isDone();
            Map<String, String> bill = run.contents();
            bill.keySet().removeIf(path -> !path.matches("(policy|payments|parameters)/.*"));
            if (expected == null) {
                assertThat(ran.out()).contains(requireSecondOrder(exact) + " of 40 payers pay in second order");
            }
            expected = expected == null ? bill : expected;
            assertThat(bill).isEqualTo(expected).hasSize(3);
        }
    }

    /** How many pay in second order. */
    private int requireSecondOrder(List<Row> exact) {
        int small = 0;
        List<Row> found = run.payments();
        for (int i = 0; i < AGENTS; i++) {
            double lower = found.get(i).getAs("payment_lower");
            double upper = found.get(i).getAs("payment_upper");
            double payment = found.get(i).getAs("payment");
            assertThat(exact.get(i).<Double>getAs("payment")).isBetween(lower * (1 - 1e-12), upper * (1 + 1e-12));
            assertThat(found.get(i).<Double>getAs("incentive_gap"))
                    .isGreaterThanOrEqualTo(
                            (upper - lower + 1.5 * 4 * 1e-3 / found.get(i).<Double>getAs("boost")) * (1 - 1e-12));
            small += upper - lower > 1e-6 * payment ? 1 : 0;
            if (upper - lower <= 1e-6 * payment) {
                assertThat(payment).isEqualTo(exact.get(i).<Double>getAs("payment"));
            }
        }
        assertThat(small).isBetween(1, AGENTS - 1);
        return small;
    }

    /** Second order leaves more to gain than this allows. */
    @Test
    void aWorseCertificateThanAskedForPublishesNothing() {
        linear("--payment-tolerance=0.1", "--max-incentive-gap=1e-6")
                .isRefused(ExitCode.CERTIFICATE_NOT_MET, "--max-incentive-gap");
        run.assertFailed(4);
    }

    /** As rows of reports are; an agent that is unknown counts once, not once a feature. */
    @Test
    void brokenCoefficientsAreRejected() throws IOException {
        coefficients.addAll(BROKEN);
        tables();
        linear().isRefused(
                        ExitCode.INPUT_REJECTED,
                        "coefficients",
                        "WRONG_LENGTH",
                        "CONFLICTING_DUPLICATE",
                        "MISSING_VALUE",
                        "MISSING_ID",
                        "OUT_OF_RANGE");
        coefficients.removeAll(BROKEN);
        coefficients.addAll(BROKEN_LINES);
        tables();
        assertThat(linear().isRefused(
                                ExitCode.INPUT_REJECTED,
                                "coefficients: 2 × MALFORMED",
                                "coefficients: 1 × NOT_A_NUMBER",
                                "coefficients: 1 × NOT_AN_ARRAY",
                                "\"scalar\"",
                                "two")
                        .err())
                .contains("\"cut\"");
        assertThat(run.quarantine()).hasSize(4);
        coefficients.addAll(BROKEN);
        coefficients.add(STRANGER);
        tables();
        weighted("--max-rejected-rows=12").isDone();
        assertThat(run.summary().counts().rejectedRows()).isEqualTo(12);
        assertThat(run.summary().counts().agents()).isEqualTo(AGENTS);
        assertThat(run.text("quarantine/part-00000.json")).contains("UNKNOWN_AGENT", "stranger");
        coefficients.clear();
        coefficients.add("beta");
        tables();
        run = new Published(folder.resolve("none"));
        linear("--max-rejected-rows=4")
                .isRefused(ExitCode.INPUT_REJECTED, "no report is left", "Correct --coefficients");
    }

    @Test
    void validateChecksCoefficientsAsSettleDoes() throws IOException {
        String[] flags = {
            "validate",
            "--coefficients=" + folder.resolve("coefficients.json"),
            "--candidates=" + folder.resolve("candidates.json")
        };
        VerbRun sound = VerbRun.job(List.of(flags)).isDone();
        assertThat(sound.out()).contains("Accepted: 120 coefficients of 40 agents (40 payers) on 3 features;");
        List<String> recorded = new ArrayList<>(List.of(flags));
        recorded.add("--output=" + run.directory());
        VerbRun.job(recorded).isDone();
        assertThat(run.result().status()).isEqualTo("validated");
        coefficients.add("{\"agent_id\":\"short\",\"beta\":[1.0]}");
        tables();
        VerbRun.job(List.of(flags)).isRefused(ExitCode.INPUT_REJECTED, "coefficients: 1 × WRONG_LENGTH");
        candidates.set(3, candidates.get(3).replaceAll("features.*", "features\":[1.0]}"));
        tables();
        VerbRun.job(List.of(flags)).isRefused(ExitCode.INPUT_REJECTED, "candidate x3 of prompt p0", "--candidates");
        recorded.add("--domain=max");
        VerbRun.job(recorded).isRefused(ExitCode.CONFIGURATION, "--domain");
    }

    /** Vectors of floats are read (of doubles: SearchedIT); a column that has none ends the run. */
    @Test
    void parquetColumnsMustBeOfVectors() {
        parquet("float", "array<float>", "array<float>", sides()).isDone();
        List<Row> expected = inFull().payments();
        List<Row> found = new Published(folder.resolve("float")).payments();
        for (int i = 0; i < AGENTS; i++) {
            double payment = expected.get(i).getAs("payment");
            assertThat(found.get(i).<Double>getAs("payment")).isCloseTo(payment, within(1e-4 * payment + 1e-9));
        }
        parquet("scalar-beta", "array<double>", "double")
                .isRefused(ExitCode.INPUT_REJECTED, "coefficients", "beta is of type double", "--coefficients");
        parquet("scalar-features", "double", "array<double>")
                .isRefused(ExitCode.INPUT_REJECTED, "candidates", "features is of type double", "--candidates");
        parquet("words", "array<string>", "array<double>")
                .isRefused(ExitCode.INPUT_REJECTED, "features is of type array<string>");
        assertThat(new Published(folder.resolve("words")).result().exitCode()).isEqualTo(3);
    }

    /** Settles tables written as Parquet with these types; of a scalar, the first element. */
    private VerbRun parquet(String name, String features, String beta, String... more) {
        for (String[] table : List.of(
                new String[] {"candidates", "features", features}, new String[] {"coefficients", "beta", beta})) {
            Dataset<Row> rows = LocalSpark.session()
                    .read()
                    .json(folder.resolve(table[0] + ".json").toString());
            Column vector = rows.col(table[1]);
            rows.withColumn(
                            table[1],
                            table[2].startsWith("array")
                                    ? vector.cast(table[2])
                                    : vector.getItem(0).cast(table[2]))
                    .write()
                    .parquet(folder.resolve(name + "-" + table[0]).toString());
        }
        List<String> command = new ArrayList<>(List.of(
                "settle",
                "--policy-class=log-linear",
                "--lambda=4",
                "--coefficients=" + folder.resolve(name + "-coefficients"),
                "--candidates=" + folder.resolve(name + "-candidates"),
                "--output=" + folder.resolve(name)));
        command.addAll(List.of(more));
        return VerbRun.job(command);
    }

    @Test
    void refusesWhatDoesNotFit() throws IOException {
        linear("--divergence=total-variation").isRefused(ExitCode.CONFIGURATION, "total-variation", "hellinger");
        linear("--payment-tolerance=0.2").isRefused(ExitCode.CONFIGURATION, "--payment-tolerance", "0.1");
        settle(run.directory(), "--reports=" + folder.resolve("reports.csv"), "--payment-tolerance=0.01")
                .isRefused(ExitCode.CONFIGURATION, "--payment-tolerance", "log-linear");
        linear("--domain=max").isRefused(ExitCode.CONFIGURATION, "--domain");
        linear("--broadcast-limit-mib=0").isRefused(ExitCode.CONFIGURATION, "--broadcast-limit-mib");
        settle(run.directory(), "--coefficients=" + folder.resolve("coefficients.json"))
                .isRefused(ExitCode.CONFIGURATION, "--policy-class log-linear");
        settle(run.directory(), "--reports=" + folder.resolve("reports.csv"), "--policy-class=log-linear")
                .isRefused(ExitCode.CONFIGURATION, "--coefficients");
        candidates.set(3, candidates.get(3).replaceAll("features.*", "features\":[1.0]}"));
        tables();
        linear().isRefused(ExitCode.INPUT_REJECTED, "candidate x3 of prompt p0", "--candidates");
        assertThat(run.manifest()).isEmpty();
    }
}
