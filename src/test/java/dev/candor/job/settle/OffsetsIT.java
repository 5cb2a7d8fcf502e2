package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rewards of 1e8 and more that differ by tenths: what they have in common costs no digit of any payment. */
class OffsetsIT {
    @TempDir
    Path folder;

    private Published settle(String name, String policyClass, Path tables, String... flags) {
        Published run = new Published(folder.resolve(name));
        List<String> command = new ArrayList<>(
                List.of("settle", "--policy-class=" + policyClass, "--lambda=1", "--output=" + run.directory()));
        for (String table : List.of("valuations", "checkpoints", "agents", "reports", "candidates", "experts")) {
            if (Files.exists(tables.resolve(table + ".csv"))) {
                command.add("--" + table + "=" + tables.resolve(table + ".csv"));
            }
        }
        command.addAll(List.of(flags));
        VerbRun.job(command).isDone();
        return run;
    }

    /** The tables of a case, with agent b cut into two of one payer that say the same. */
    private Path withTwoOfB(Path fixture, String reports, String agents) throws IOException {
        Path cut = Files.createDirectories(folder.resolve("cut-" + fixture.getFileName()));
        for (String table : List.of("checkpoints", "candidates", "experts")) {
            if (Files.exists(fixture.resolve(table + ".csv"))) {
                Files.copy(fixture.resolve(table + ".csv"), cut.resolve(table + ".csv"));
            }
        }
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(fixture.resolve(reports + ".csv"))) {
            if (line.startsWith("b,")) {
                lines.addAll(List.of("b1" + line.substring(1), "b2" + line.substring(1)));
            } else {
                lines.add(line);
            }
        }
        Files.write(cut.resolve(reports + ".csv"), lines);
        Files.writeString(cut.resolve("agents.csv"), agents);
        return cut;
    }

    private static void assertPayments(Published run, String... exact) {
        List<Row> payments = run.payments();
        assertThat(payments).hasSize(exact.length);
        for (int i = 0; i < exact.length; i++) {
            BigDecimal truth = new BigDecimal(exact[i]);
            // The truth is given to its last digit.
            BigDecimal blur = truth.multiply(new BigDecimal("1e-16"));
            double lower = payments.get(i).getAs("payment_lower");
            double upper = payments.get(i).getAs("payment_upper");
            double payment = payments.get(i).getAs("payment");
            assertThat(new BigDecimal(lower)).isLessThanOrEqualTo(truth.add(blur));
            assertThat(new BigDecimal(upper)).isGreaterThanOrEqualTo(truth.subtract(blur));
            assertThat(payment).isCloseTo(truth.doubleValue(), within(1e-9 * truth.doubleValue()));
        }
    }

    @Test
    void catalog() throws IOException {
        Path fixture = Shared.folder("cases/catalog-offset");
        String[] exact = {"0", "0.47999999999999993", "0.18000014305114737"};
        Published run = settle("whole", "catalog", fixture);
        assertPayments(run, exact);
        List<Row> policy = run.table("policy").orderBy("checkpoint_id").collectAsList();
        assertThat(policy.get(0).<Boolean>getAs("chosen")).isTrue();
        assertThat(policy.get(1).<Double>getAs("welfare_behind")).isEqualTo(0.4199998569488526);
        String agents = "agent_id,weight,payer_id\na,2,a\nb1,1,b\nb2,2,b\nc,2,c\n";
        assertPayments(settle("cut", "catalog", withTwoOfB(fixture, "valuations", agents)), exact);
    }

    @Test
    void mixture() throws IOException {
        Path fixture = Shared.folder("cases/mixture-interval-offset");
        String[] exact = {"0.011208060332303407", "0.011208063935164674"};
        Published run = settle("whole", "mixture", fixture, "--divergence=kl");
        assertPayments(run, exact);
        assertThat(run.summary().parameters().get(0).value()).isCloseTo(0.5000000238418579, within(1e-12));
        String agents = "agent_id,weight,payer_id\na,1,a\nb1,1,b\nb2,2,b\n";
        assertPayments(settle("cut", "mixture", withTwoOfB(fixture, "reports", agents), "--divergence=kl"), exact);
    }

    /** Everybody is indifferent: the reference model is best, which is an expert, and nothing is owed or to be gained. */
    @Test
    void mixtureOfTheIndifferent() {
        Published run = settle("indifferent", "mixture", Shared.folder("cases/16-mixture-negative-divergence"));
        assertThat(run.summary().figures().divergence()).isZero();
        assertThat(run.payments()).hasSize(5).allSatisfy(row -> {
            for (String column : List.of("payment", "payment_lower", "payment_upper", "incentive_gap")) {
                assertThat(row.<Double>getAs(column)).isZero();
            }
        });
    }

    /** 3·(1e8 + 0.3) beside 0.1: the policy is that of the exact sums. */
    @Test
    void tabular() throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tabular"));
        Files.writeString(tables.resolve("candidates.csv"), "prompt_id,candidate_id\np,x\np,y\n");
        Files.writeString(
                tables.resolve("reports.csv"),
                "agent_id,prompt_id,candidate_id,reward\na,p,x,100000000.3\na,p,y,100000000.0\nb,p,x,0.1\nb,p,y,1.1\n");
        Files.writeString(tables.resolve("agents.csv"), "agent_id,weight,boost\na,3,1.1\nb,1,\n");
        double[] told = {3, 1.1, 100000000.3, 0.1};
        double ahead = new BigDecimal(told[0])
                .multiply(new BigDecimal(told[1]))
                .multiply(new BigDecimal(told[2]).subtract(new BigDecimal("1e8")))
                .add(new BigDecimal(told[3]))
                .subtract(new BigDecimal(told[1]))
                .doubleValue();
        double exact = 1 / (1 + StrictMath.exp(-ahead));
        double[] prob = settle("tabular-run", "tabular", tables, "--divergence=kl")
                .table("policy")
                .orderBy("candidate_id")
                .collectAsList()
                .stream()
                .mapToDouble(row -> row.getAs("prob"))
                .toArray();
        assertThat(prob[0]).isCloseTo(exact, within(4e-16));
        assertThat(Arrays.stream(prob).sum()).isCloseTo(1, within(1e-15));
    }
}
