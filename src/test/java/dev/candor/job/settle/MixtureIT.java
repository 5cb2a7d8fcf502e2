package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.LocalSpark;
import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** jobs/settle --policy-class mixture from the flags to the published directory. */
class MixtureIT {
    /** The first case of each divergence; all of them are run on the kernels by policy.MixtureFixturesTest. */
    private static final String CASES = System.getProperty("candor.mixture.cases", ".*-0");

    private static final String EXPERTS = """
            prompt_id,candidate_id,expert_id,prob
            greeting,formal,polite,0.9
            greeting,warm,polite,0.1
            joke,dry,polite,0.75
            joke,silly,polite,0.25
            greeting,formal,funny,0.2
            greeting,warm,funny,0.8
            joke,dry,funny,0.1
            joke,silly,funny,0.9
            """;

    @TempDir
    Path folder;

    private SmallInput input;
    private Published run;

    @BeforeEach
    void sound() {
        input = new SmallInput(folder.resolve("in")).with("experts", "experts.csv", EXPERTS);
        run = new Published(folder.resolve("run"));
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private VerbRun settle(String... flags) {
        List<String> command =
                input.command("settle", "--output", run.directory().toString());
        command.addAll(List.of("--policy-class", "mixture"));
        command.addAll(List.of(flags));
        return VerbRun.job(command);
    }

    @TestFactory
    Stream<DynamicTest> theExactPaymentLiesInTheInterval() throws IOException {
        List<Path> cases;
        try (Stream<Path> folders = Files.list(Shared.folder("fixtures/mixture"))) {
            cases = folders.filter(c -> c.getFileName().toString().matches(CASES))
                    .sorted()
                    .toList();
        }
        assertThat(cases).hasSizeGreaterThanOrEqualTo(6);
        return cases.stream().map(c -> DynamicTest.dynamicTest(c.getFileName().toString(), () -> check(c)));
    }

    private void check(Path fixture) throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(fixture.resolve("expected.json").toFile());
        Published found = new Published(folder.resolve(fixture.getFileName()));
        List<String> command = new ArrayList<>(List.of("settle", "--policy-class=mixture"));
        for (String table : List.of("reports", "candidates", "agents", "prompts", "experts")) {
            command.add("--" + table + "=" + fixture.resolve(table + ".csv"));
        }
        command.addAll(List.of(
                "--divergence=" + expected.get("divergence").asText(),
                "--lambda=" + expected.get("lambda").asText(),
                "--output=" + found.directory()));
        VerbRun.job(command).isDone();
        double welfare = expected.get("welfare").asDouble();
        assertThat(found.summary().figures().welfare()).isCloseTo(welfare, within(1e-12 * Math.abs(welfare)));
        found.summary()
                .parameters()
                .forEach(theta -> assertThat(theta.value())
                        .isCloseTo(expected.get("theta").get(theta.name()).asDouble(), within(1e-9)));
        List<Row> payments = found.payments();
        assertThat(payments).hasSize(expected.get("payment").size());
        for (Row row : payments) {
            BigDecimal exact =
                    new BigDecimal(expected.get("payment").get(row.getString(0)).asText());
            double payment = row.getAs("payment");
            double lower = row.getAs("payment_lower");
            double upper = row.getAs("payment_upper");
            assertThat(new BigDecimal(lower)).isLessThanOrEqualTo(exact);
            assertThat(new BigDecimal(upper)).isGreaterThanOrEqualTo(exact);
            assertThat(payment).isBetween(lower, upper);
            assertThat(row.<Double>getAs("incentive_gap")).isBetween(0.0, 1e-9 * Math.abs(welfare));
            if (exact.doubleValue() > 1e-15 * Math.abs(welfare)) {
                assertThat(upper - lower).isLessThanOrEqualTo(1e-6 * exact.doubleValue());
            }
            double value = expected.get("value").get(row.getString(0)).asDouble();
            assertThat(row.<Double>getAs("value")).isCloseTo(value, within(1e-9 * Math.abs(value)));
        }
    }

    @Test
    void publishesParametersAndSaysWhatWasMixed() {
        VerbRun ran = settle("--lambda=3").isDone();
        run.assertClean();
        assertThat(run.table("parameters").columns()).containsExactly("parameter", "value");
        double sum = run.table("parameters").collectAsList().stream()
                .mapToDouble(row -> row.getDouble(1))
                .sum();
        assertThat(sum).isCloseTo(1, within(1e-15));
        assertThat(ran.out()).contains("mixture, kl, λ = 3", "polite", "certified");
        assertThat(run.table("policy").columns())
                .containsExactly("prompt_id", "candidate_id", "ref_prob", "prob", "aggregate_reward", "prompt_weight");
        assertThat(run.table("policy").groupBy("prompt_id").sum("prob").collectAsList())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.getDouble(1)).isCloseTo(1, within(1e-15)));
    }

    /** The bytes, for any partitions and any order of any table. */
    @Test
    void sameBytesWhateverTheLayout() throws IOException {
        Map<String, String> expected = null;
        SparkSession spark = LocalSpark.session();
        for (int partitions : new int[] {1, 2, 7, 200}) {
            Path tables = folder.resolve("layout-" + partitions);
            List<String> command = new ArrayList<>(List.of("settle", "--policy-class=mixture", "--lambda=2"));
            for (String table : List.of("reports", "candidates", "agents", "prompts", "experts")) {
                Dataset<Row> rows = spark.read()
                        .option("header", true)
                        .csv(folder.resolve("in/" + table + ".csv").toString());
                rows.repartition(Math.min(partitions, 5), rows.col(rows.columns()[rows.columns().length - 1]))
                        .write()
                        .option("header", true)
                        .csv(tables.resolve(table).toString());
                command.add("--" + table + "=" + tables.resolve(table));
            }
            run = new Published(folder.resolve("run-" + partitions));
            command.addAll(List.of("--partitions=" + partitions, "--output=" + run.directory()));
            VerbRun.job(command).isDone();
            Map<String, String> bill = run.contents();
            bill.keySet().removeIf(path -> !path.matches("(policy|payments|parameters)/.*"));
            expected = expected == null ? bill : expected;
            assertThat(bill).isEqualTo(expected).hasSize(3);
        }
    }

    /**
     * Copies of experts, under any names, change no byte of the bill: the first of the equal ones has their weight. Where all
     * are copies of one, there is nothing to choose, and every interval and gap is exactly 0.
     */
    @Test
    void copiesOfExpertsChangeNothing() {
        long seed = Long.getLong("candor.copies.seed", System.nanoTime());
        System.out.println("copies of experts: seed " + seed);
        Random random = new Random(seed);
        List<String> slots = EXPERTS.lines()
                .skip(1)
                .limit(4)
                .map(row -> row.substring(0, row.indexOf("polite")))
                .toList();
        for (int game = 0; game < 8; game++) {
            int distinct = game % 4 == 0 ? 1 : 1 + random.nextInt(3);
            String header = "prompt_id,candidate_id,expert_id,prob\n";
            StringBuilder told = new StringBuilder(header);
            StringBuilder copied = new StringBuilder(header);
            Set<String> copies = new TreeSet<>();
            for (int k = 0; k < distinct; k++) {
                int more = k == 0 ? 1 + random.nextInt(2) : random.nextInt(2);
                int[] first = {1 + random.nextInt(63), 1 + random.nextInt(63)};
                for (int x = 0; x < slots.size(); x++) {
                    double prob = (x % 2 == 0 ? first[x / 2] : 64 - first[x / 2]) / 64.0;
                    told.append(slots.get(x) + "e" + k + "," + prob + "\n");
                    copied.append(slots.get(x) + "e" + k + "," + prob + "\n");
                    for (int copy = 0; copy < more; copy++) {
                        copies.add("e" + k + "-" + copy);
                        copied.append(slots.get(x) + "e" + k + "-" + copy + "," + prob + "\n");
                    }
                }
            }
            List<String> divergences = List.of("kl", "reverse-kl", "chi-squared", "hellinger", "jensen-shannon", "l2");
            String divergence = "--divergence=" + divergences.get(game % divergences.size());
            String lambda = "--lambda=" + (0.5 + 3 * random.nextDouble());
            input.with("experts", "told-" + game + ".csv", told.toString());
            run = new Published(folder.resolve("told-" + game));
            settle(divergence, lambda).isDone();
            Published withCopies = new Published(folder.resolve("copied-" + game));
            input.with("experts", "copied-" + game + ".csv", copied.toString());
            Published without = run;
            run = withCopies;
            settle(divergence, lambda).isDone();
            assertThat(withCopies.bill()).as("game %d", game).isEqualTo(without.bill());
            Map<String, Double> theta = new TreeMap<>();
            without.summary().parameters().forEach(weight -> theta.put(weight.name(), weight.value()));
            copies.forEach(copy -> theta.put(copy, 0.0));
            Map<String, Double> found = new TreeMap<>();
            withCopies.summary().parameters().forEach(weight -> found.put(weight.name(), weight.value()));
            assertThat(found).isEqualTo(theta);
            if (distinct == 1) {
                assertThat(withCopies.payments()).allSatisfy(row -> {
                    for (String column : List.of("payment", "payment_lower", "payment_upper", "incentive_gap")) {
                        assertThat(row.<Double>getAs(column)).as(column).isZero();
                    }
                });
            }
        }
    }

    /** What it is, where, its value and what to change; on a prompt of weight 0 it costs nothing. */
    @Test
    void namesACandidateThatCannotBeMixed() {
        String certain = EXPERTS.replace("0.9\ngreeting,warm,polite,0.1\n", "1\n")
                .replace("0.2\ngreeting,warm,funny,0.8\n", "1\n");
        input.with("experts", "certain.csv", certain);
        settle("--divergence=reverse-kl")
                .isRefused(
                        ExitCode.CONFIGURATION,
                        "candidate warm of prompt greeting",
                        "is 0.0, so that",
                        "Add an expert");
        settle("--divergence=kl").isDone();
        run = new Published(folder.resolve("tiny"));
        input.with("experts", "tiny.csv", certain + "greeting,warm,polite,1e-150\n");
        settle("--divergence=kl")
                .isRefused(
                        ExitCode.CONFIGURATION,
                        "candidate warm of prompt greeting is 1.0E-150",
                        "less than 1.0E-140",
                        "Add an expert");
        run = new Published(folder.resolve("smooth"));
        settle("--divergence=chi-squared").isDone();
        input.with("experts", "certain.csv", certain);
        input.with("prompts", "joke.csv", "prompt_id,prompt_weight\ngreeting,0\njoke,1\n");
        run = new Published(folder.resolve("joke"));
        settle("--divergence=reverse-kl").isDone();
    }

    /** What the gap allows is published, what it does not is not. */
    @Test
    void aWorseCertificateThanAskedForPublishesNothing() {
        settle("--max-incentive-gap=1e-9").isDone();
        run = new Published(folder.resolve("strict"));
        settle("--max-incentive-gap=0").isRefused(ExitCode.CERTIFICATE_NOT_MET, "--max-incentive-gap");
        assertThat(run.manifest()).isEmpty();
        assertThat(run.result().exitCode()).isEqualTo(4);
        settle("--max-incentive-gap=-1").isRefused(ExitCode.CONFIGURATION, ">= 0");
    }

    @Test
    void refusesExpertsThatAreNoDistributions() {
        input.with("experts", "short.csv", EXPERTS.replace("greeting,warm,polite,0.1\n", ""));
        settle().isRefused(ExitCode.INPUT_REJECTED, "expert polite", "prompt greeting", "0.9", "--experts");
        input.with("experts", "unknown.csv", EXPERTS + "greeting,cold,funny,0\n");
        settle().isRefused(ExitCode.INPUT_REJECTED, "expert funny", "not in the candidates table");
        input.with("experts", "twice.csv", EXPERTS + "joke,silly,funny,0.8\n");
        settle().isRefused(ExitCode.INPUT_REJECTED, "expert funny on candidate silly of prompt joke");
        input.with("experts", "negative.csv", EXPERTS.replace("0.75", "-0.75"));
        settle().isRefused(ExitCode.INPUT_REJECTED, "NEGATIVE_PROBABILITY");
        input.with("experts", "neither.csv", EXPERTS.replace(",prob\n", ",share\n"));
        settle().isRefused(ExitCode.INPUT_REJECTED, "prob and logprob");
        input.with("experts", "experts.csv", EXPERTS);
        settle("--divergence=total-variation").isRefused(ExitCode.CONFIGURATION, "kinks");
        settle("--payment-rule=revenue-maximising").isRefused(ExitCode.CONFIGURATION, "--payment-rule");
        settle("--broadcast-limit-mib=0").isRefused(ExitCode.CONFIGURATION, "--broadcast-limit-mib");
        assertThat(run.manifest()).isEmpty();
    }

    @Test
    void validateChecksExpertsAsSettleDoes() {
        assertThat(VerbRun.job(input.command("validate")).isDone().out()).contains("Accepted: 6 rewards of 3 agents");
        input.with("experts", "short.csv", EXPERTS.replace("greeting,warm,polite,0.1\n", ""));
        VerbRun.job(input.command("validate")).isRefused(ExitCode.INPUT_REJECTED, "expert polite", "0.9", "--experts");
        input.with("experts", "negative.csv", EXPERTS.replace("0.75", "-0.75"));
        VerbRun negative = VerbRun.job(input.command("validate"))
                .isRefused(ExitCode.INPUT_REJECTED, "experts: 1 × NEGATIVE_PROBABILITY");
        assertThat(negative.err()).doesNotContain("--max-rejected-rows");
        VerbRun.job(input.command("validate", "--output", run.directory().toString()))
                .isRefused(ExitCode.INPUT_REJECTED, "NEGATIVE_PROBABILITY");
        assertThat(run.result().exitCode()).isEqualTo(3);
    }

    /** On one prompt, point masses mix to every policy: the tabular class, by another road. And no mixture betters it. */
    @Test
    void pointMassesAreTheTabularClass() {
        input.with("prompts", "one.csv", "prompt_id,prompt_weight\njoke,1\n");
        input.with(
                "candidates",
                "joke.csv",
                "prompt_id,candidate_id,ref_logprob\njoke,dry,-0.5\njoke,silly,-0.75\njoke,pun,-2\n");
        input.with("reports", "jokes.csv", """
                agent_id,prompt_id,candidate_id,reward
                ann,joke,pun,1.0
                bob,joke,dry,3.0
                cyd,joke,dry,0.5
                cyd,joke,silly,1.5
                """);
        input.with("experts", "points.csv", """
                prompt_id,candidate_id,expert_id,prob
                joke,dry,at-dry,1
                joke,silly,at-silly,1
                joke,pun,at-pun,1
                """);
        for (String divergence : List.of("kl", "chi-squared", "hellinger")) {
            run = new Published(folder.resolve(divergence));
            settle("--lambda=2", "--divergence=" + divergence).isDone();
            Published tabular = new Published(folder.resolve("tabular-" + divergence));
            List<String> command =
                    input.command("settle", "--output", tabular.directory().toString());
            command.removeIf(flag -> flag.contains("points.csv") || flag.equals("--experts"));
            command.addAll(List.of("--lambda=2", "--divergence=" + divergence));
            VerbRun.job(command).isDone();
            double welfare = tabular.summary().figures().welfare();
            assertThat(run.summary().figures().welfare()).as(divergence).isCloseTo(welfare, within(1e-12 * welfare));
            assertThat(rewards(run)).isEqualTo(rewards(tabular)).hasSize(3);
            List<Row> expected = tabular.payments();
            List<Row> found = run.payments();
            for (int i = 0; i < expected.size(); i++) {
                double payment = expected.get(i).getAs("payment");
                assertThat(found.get(i).<Double>getAs("payment_lower")).isLessThanOrEqualTo(payment * (1 + 1e-12));
                assertThat(found.get(i).<Double>getAs("payment_upper")).isGreaterThanOrEqualTo(payment * (1 - 1e-12));
                assertThat(found.get(i).<Double>getAs("payment")).isCloseTo(payment, within(1e-6 * payment));
            }
            input.with("experts", "two.csv", """
                    prompt_id,candidate_id,expert_id,prob
                    joke,dry,half,0.5
                    joke,silly,half,0.5
                    joke,pun,rest,0.25
                    joke,dry,rest,0.75
                    """);
            run = new Published(folder.resolve("restricted-" + divergence));
            settle("--lambda=2", "--divergence=" + divergence).isDone();
            assertThat(run.summary().figures().welfare()).isLessThan(welfare);
            input.with("experts", "points.csv", """
                    prompt_id,candidate_id,expert_id,prob
                    joke,dry,at-dry,1
                    joke,silly,at-silly,1
                    joke,pun,at-pun,1
                    """);
        }
    }

    private static List<Row> rewards(Published run) {
        return run.table("policy")
                .select("prompt_id", "candidate_id", "aggregate_reward", "prompt_weight")
                .orderBy("candidate_id")
                .collectAsList();
    }

    /** Log-probabilities up to a constant are the same experts. */
    @Test
    void logProbabilitiesAreTheSame() {
        settle("--lambda=2").isDone();
        List<Row> expected = run.payments();
        StringBuilder logs = new StringBuilder("prompt_id,candidate_id,expert_id,logprob\n");
        EXPERTS.lines().skip(1).forEach(line -> {
            int at = line.lastIndexOf(',');
            logs.append(line, 0, at + 1)
                    .append(Math.log(Double.parseDouble(line.substring(at + 1))) - 5)
                    .append("\n");
        });
        input.with("experts", "logs.csv", logs.toString());
        run = new Published(folder.resolve("of-logs"));
        settle("--lambda=2").isDone();
        List<Row> found = run.payments();
        for (int i = 0; i < expected.size(); i++) {
            double payment = expected.get(i).getAs("payment");
            assertThat(found.get(i).<Double>getAs("payment")).isCloseTo(payment, within(1e-12 * payment));
        }
    }
}
