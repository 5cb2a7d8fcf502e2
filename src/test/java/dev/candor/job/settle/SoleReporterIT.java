package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where one agent alone reports, the others have exactly what the class gives where nobody does: 0 where the reference model
 * is in it. Random games; of the first of each class, and of all but the first, two layouts give the same bytes. The seed is
 * in every message.
 */
class SoleReporterIT {
    /** More by {@code -Dcandor.sole.games}. */
    private static final int GAMES = Integer.getInteger("candor.sole.games", 1);

    private static final int PROMPTS = 3;
    private static final int CANDIDATES = 3;
    private static final String BROADCAST = "134217728";

    @TempDir
    Path folder;

    private Random random;
    private SmallInput input;
    private String secondBroadcast;

    private double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    private void begin(long seed) {
        random = new Random(seed);
        secondBroadcast = BROADCAST;
        input = new SmallInput(folder.resolve("in" + seed));
        double size = Math.pow(10, uniform(-6, 6));
        input.with(
                "agents",
                "agents.csv",
                String.format(
                        Locale.ROOT,
                        "agent_id,weight,boost\nonly,%s,%s\nsilent,1e6,1\nzero,3.0,2.0\n",
                        size,
                        uniform(0.5, 2)));
    }

    private static String rows(int to, java.util.function.IntFunction<String> row) {
        return IntStream.range(0, to).mapToObj(row).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String candidate(int k) {
        return "p" + k / CANDIDATES + ",x" + k % CANDIDATES;
    }

    /** Rewards of one agent; another's are 0 or on a prompt of weight 0. */
    private void reports() {
        secondBroadcast = "-1";
        int all = PROMPTS * CANDIDATES;
        input.with(
                        "reports",
                        "reports.csv",
                        "agent_id,prompt_id,candidate_id,reward\nzero,void,x0,5\nzero,p0,x0,0\n"
                                + rows(all, k -> "only," + candidate(k) + "," + uniform(-1, 2)))
                .with(
                        "candidates",
                        "candidates.csv",
                        "prompt_id,candidate_id,ref_logprob\nvoid,x0,0\nvoid,x1,0\n"
                                + rows(all, k -> candidate(k) + "," + uniform(-4, 0)))
                .with(
                        "prompts",
                        "prompts.csv",
                        "prompt_id,prompt_weight\nvoid,0\n" + rows(PROMPTS, c -> "p" + c + "," + uniform(0.1, 3)));
    }

    private String vector(int length, double low, double high) {
        return random.doubles(length, low, high).boxed().toList().toString();
    }

    private void coefficients(boolean policyFeatures) {
        String other = policyFeatures ? ",\"policy_features\":%s" : "";
        input.without("reports")
                .without("prompts")
                .with(
                        "coefficients",
                        "coefficients.jsonl",
                        "{\"agent_id\":\"only\",\"beta\":" + vector(2, -1, 2)
                                + "}\n{\"agent_id\":\"zero\",\"beta\":[0.0,0.0]}\n")
                .with(
                        "candidates",
                        "candidates.jsonl",
                        rows(
                                PROMPTS * CANDIDATES,
                                k -> "{\"prompt_id\":\"p" + k / CANDIDATES + "\",\"candidate_id\":\"x" + k % CANDIDATES
                                        + "\",\"ref_logprob\":" + uniform(-4, 0) + ",\"features\":" + vector(2, -1, 1)
                                        + other.formatted(vector(2, -1, 1)) + "}"));
    }

    /** Settles, on request in two layouts that give the same bytes, and looks at the columns. */
    private void requireExactly(double nobody, long seed, boolean twice, String... flags) {
        Published first = settled(seed, "7", secondBroadcast, flags);
        if (twice || seed > 1) {
            assertThat(settled(seed, "1", BROADCAST, flags).bill())
                    .as("seed %d", seed)
                    .isEqualTo(first.bill());
        }
        double welfare = first.summary().figures().welfare();
        for (Row row : first.payments()) {
            String of = "seed " + seed + ": " + row;
            double without = row.getAs("welfare_without");
            double others = row.getAs("others_welfare");
            double charged = row.<Double>getAs("boost") * row.<Double>getAs("payment");
            if (!row.getAs("agent_id").equals("only")) {
                assertThat(without).as(of).isEqualTo(others).isEqualTo(welfare);
                continue;
            }
            assertThat(without).as(of).isEqualTo(nobody);
            assertThat(Math.abs(without - others - charged)).as(of).isLessThanOrEqualTo(1e-15 * charged);
            double valued = row.<Double>getAs("boost") * row.<Double>getAs("value");
            double contribution = row.<Double>getAs("boost") * row.<Double>getAs("utility");
            assertThat(Math.abs(contribution - (welfare - without)))
                    .as(of)
                    .isLessThanOrEqualTo(1e-12 * Math.max(Math.abs(welfare), Math.abs(valued)));
        }
    }

    private Published settled(long seed, String partitions, String broadcast, String... flags) {
        Path output = folder.resolve("run" + seed + "-" + partitions);
        List<String> command = input.command("settle", flags);
        command.addAll(List.of("--partitions", partitions, "--output", output.toString()));
        command.addAll(List.of("--spark-conf", "spark.sql.autoBroadcastJoinThreshold=" + broadcast));
        VerbRun.job(command).isDone();
        return new Published(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "reverse-kl", "chi-squared", "total-variation", "hellinger", "jensen-shannon", "l2"})
    void tabular(String divergence) {
        for (long seed = 1; seed <= GAMES; seed++) {
            begin(seed);
            reports();
            requireExactly(
                    0, seed, divergence.equals("kl"), "--lambda", "" + uniform(0.1, 3), "--divergence", divergence);
        }
    }

    /** Of one expert, that of the reference model or another. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mixtureOfOne(boolean reference) {
        for (long seed = 1; seed <= GAMES; seed++) {
            begin(seed);
            input.with(
                            "reports",
                            "reports.csv",
                            "agent_id,prompt_id,candidate_id,reward\nonly,p0,x0," + uniform(-1, 2) + "\nonly,p0,x1,"
                                    + uniform(-1, 2) + "\n")
                    .with("candidates", "candidates.csv", "prompt_id,candidate_id\np0,x0\np0,x1\n")
                    .with(
                            "experts",
                            "experts.csv",
                            "expert_id,prompt_id,candidate_id,prob\n"
                                    + (reference ? "e,p0,x0,0.5\ne,p0,x1,0.5\n" : "e,p0,x0,0.25\ne,p0,x1,0.75\n"))
                    .without("prompts");
            // chi-squared: ((1/4)^2 + (1/4)^2) / (1/2) = 1/4.
            requireExactly(
                    reference ? 0 : -0.5,
                    seed,
                    reference,
                    "--policy-class=mixture",
                    "--lambda",
                    "2",
                    "--divergence",
                    "chi-squared");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1e-9"})
    void logLinear(String tolerance) {
        for (long seed = 1; seed <= GAMES; seed++) {
            begin(seed);
            coefficients(false);
            String lambda = seed == 1 && !tolerance.equals("0") ? "1e12" : "" + uniform(0.1, 3);
            requireExactly(
                    0,
                    seed,
                    tolerance.equals("0"),
                    "--policy-class=log-linear",
                    "--lambda",
                    lambda,
                    "--divergence=kl",
                    "--payment-tolerance",
                    tolerance);
        }
    }

    @ParameterizedTest
    @CsvSource({"kl, true", "reverse-kl, false", "hellinger, true", "jensen-shannon, false"})
    void searchedLogLinear(String divergence, boolean policyFeatures) {
        for (long seed = 1; seed <= GAMES; seed++) {
            begin(seed);
            coefficients(policyFeatures);
            requireExactly(
                    0,
                    seed,
                    divergence.equals("kl"),
                    "--policy-class=log-linear",
                    "--lambda",
                    "" + uniform(0.1, 3),
                    "--divergence",
                    divergence);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 0.25})
    void catalog(double cheapest) {
        for (long seed = 1; seed <= GAMES; seed++) {
            begin(seed);
            input.without("reports")
                    .without("candidates")
                    .without("prompts")
                    .with(
                            "valuations",
                            "valuations.csv",
                            "agent_id,checkpoint_id,value\nzero,m1,0\n"
                                    + rows(4, m -> "only,m" + m + "," + uniform(-1, 2)))
                    .with(
                            "checkpoints",
                            "checkpoints.csv",
                            "checkpoint_id,divergence\nm0," + cheapest + "\n"
                                    + rows(3, m -> "m" + (m + 1) + "," + uniform(0.5, 2)));
            requireExactly(0 - 2 * cheapest, seed, cheapest == 0, "--policy-class=catalog", "--lambda", "2");
        }
    }
}
