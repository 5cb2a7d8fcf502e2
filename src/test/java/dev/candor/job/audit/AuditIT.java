package dev.candor.job.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** jobs/audit from the flags to the published directory, of settlements that jobs/settle published. */
class AuditIT extends AuditFixture {
    @Test
    void aSoundSettlementIsFoundSound() {
        settle("--divergence=kl", "--lambda=1");
        VerbRun ran = audit("--lies=120").isDone();
        run.assertClean();
        assertThat(ran.out().replaceAll("\\s+", " "))
                .contains("Every property that this settlement claims was found to hold")
                .contains("Under the declared rule none of the 120 lies tried gains")
                .doesNotContain("FAILS");
        assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
        JsonNode attack = json().get("attack");
        assertThat(attack.get("agents").asInt()).isEqualTo(3);
        assertThat(attack.get("gainers_without_payments").asInt()).isEqualTo(3);
        assertThat(attack.get("gainers_with_payments").asInt()).isZero();
        for (JsonNode property : json().get("properties")) {
            assertThat(property.get("claimed").asBoolean())
                    .as(property.toString())
                    .isEqualTo(!property.get("name").asText().equals("agents the theorems name gain"));
            assertThat(property.get("violations").asLong())
                    .as(property.toString())
                    .isZero();
            assertThat(property.get("checked").asLong()).as(property.toString()).isPositive();
        }
        double welfare = json().get("settlement").get("welfare").asDouble();
        assertThat(attack.get("largest_with_payments").get("gain").asDouble()).isLessThanOrEqualTo(1e-12 * welfare);
    }

    /** Beside a welfare of 4e12 rounding is 1e-4: what the audit takes for rounding it prints nowhere as a gain. */
    @Test
    void roundingIsNotPrintedAsAGain() {
        input = new SmallInput(folder.resolve("whale"))
                .with("agents", "agents.csv", "agent_id,weight,boost\na,1e-12,1\nb,1e12,1\n")
                .with("reports", "reports.csv", """
                        agent_id,prompt_id,candidate_id,reward
                        a,greeting,formal,1
                        a,joke,silly,3
                        b,greeting,warm,4.1
                        b,joke,dry,3.7
                        b,joke,silly,0.3
                        """);
        settle("--divergence=reverse-kl", "--lambda=1");
        VerbRun ran = audit("--lies=60").isDone();
        assertThat(ran.out().replaceAll("\\s+", " "))
                .contains("none of the 60 lies tried gains")
                .contains("With them: nothing beyond rounding and the solver's gap.");
        JsonNode attack = json().get("attack");
        assertThat(attack.get("gainers_with_payments").asInt()).isZero();
        assertThat(attack.get("largest_with_payments").get("gain").asDouble()).isZero();
        assertThat(attack.get("largest_with_payments_of_stake").asDouble()).isZero();
        assertThat(property("no lie gains").get("worst").asDouble()).isZero();
        for (String list : List.of("largest_gains", "strategies")) {
            String key = list.equals("strategies") ? "largest_with_payments" : "gain_with_payments";
            for (JsonNode line : attack.get(list)) {
                assertThat(line.get(key).asDouble()).as(line.toString()).isNotPositive();
            }
        }
        for (Row agent : run.table("agents").collectAsList()) {
            assertThat(agent.<Double>getAs("gain_with_payments")).isNotPositive();
        }
    }

    /** What the bill says of an agent is what the attack finds of it, and nobody's identities pay more than one. */
    @Test
    void theAgentsTableAgreesWithTheBill() {
        settle("--divergence=chi-squared", "--lambda=4");
        audit("--lies=30").isDone();
        List<Row> agents = run.table("agents").orderBy("agent_id").collectAsList();
        List<Row> bill = settled.payments();
        assertThat(agents).hasSameSizeAs(bill);
        for (int k = 0; k < bill.size(); k++) {
            double payment = bill.get(k).getAs("payment");
            double utility = bill.get(k).getAs("utility");
            assertThat(agents.get(k).getString(0)).isEqualTo(bill.get(k).getString(0));
            assertThat(agents.get(k).<Double>getAs("payment")).isCloseTo(payment, within(1e-13));
            assertThat(agents.get(k).<Double>getAs("marginal_contribution")).isCloseTo(utility, within(1e-12));
            assertThat(agents.get(k).<Double>getAs("bill_of_2")).isBetween(0.0, payment);
            assertThat(agents.get(k).<Double>getAs("bill_of_100"))
                    .isLessThanOrEqualTo(agents.get(k).<Double>getAs("bill_of_10"));
        }
    }

    /** ε = 2·κ·w·range/λ: ann, 2 × 1.5 × (1 − 0.25) on a prompt; bob, 1 × (3 − 0), for what he did not report is 0. */
    @Test
    void privacyIsTheExponentialMechanisms() {
        settle("--lambda=2");
        audit("--lies=1").isDone();
        JsonNode privacy = json().get("privacy");
        assertThat(privacy.get("largest_epsilon").asDouble()).isEqualTo(3.0);
        assertThat(privacy.get("agent_id").asText()).isEqualTo("bob");
        assertThat(run.table("agents").orderBy("agent_id").select("epsilon").collectAsList())
                .extracting(row -> row.getDouble(0))
                .containsExactly(2.25, 3.0, 0.5);
        settled = new Published(folder.resolve("l2"));
        run = new Published(folder.resolve("run-l2"));
        settle("--lambda=2", "--divergence=l2");
        audit("--lies=1").isDone();
        assertThat(json().get("privacy").isNull()).isTrue();
    }

    @Test
    void withoutPaymentsLiesGainAndNothingIsClaimed() {
        settle("--payment-rule=none");
        VerbRun ran = audit("--lies=60").isDone();
        assertThat(ran.out()).contains("Nobody pays");
        assertThat(property("no lie gains").get("violations").asLong()).isEqualTo(3);
        assertThat(property("no lie gains").get("claimed").asBoolean()).isFalse();
        assertThat(json().get("attack").get("largest_with_payments").get("gain").asDouble())
                .isEqualTo(json().get("attack")
                        .get("largest_without_payments")
                        .get("gain")
                        .asDouble())
                .isPositive();
    }

    @Test
    void theSameBytesForOtherPartitionings() {
        settle("--divergence=jensen-shannon", "--domain=unrestricted");
        audit("--lies=70", "--agents-sampled=3").isDone();
        Map<String, String> agents = tables(run);
        for (String[] flags :
                new String[][] {{"--partitions=1"}, {"--partitions=7", "--broadcast-limit-mib=0"}, {"--partitions=200"}
                }) {
            Published other = new Published(folder.resolve("run" + flags[0]));
            List<String> all = new ArrayList<>(List.of("--lies=70", "--agents-sampled=3"));
            all.addAll(List.of(flags));
            audit(other, all.toArray(String[]::new)).isDone();
            assertThat(tables(other)).as(flags[0]).isEqualTo(agents);
        }
    }

    /** agents/, and audit.json but for the times of its stages. */
    private static Map<String, String> tables(Published published) {
        Map<String, String> contents = published.contents();
        contents.keySet().removeIf(path -> !path.startsWith("agents/"));
        assertThat(contents).isNotEmpty();
        contents.put("audit.json", published.text("audit.json").replaceAll("(?s)\"stages\".*", ""));
        return contents;
    }

    @Test
    void copiesAreFound() {
        StringBuilder reports = new StringBuilder("agent_id,prompt_id,candidate_id,reward\n");
        StringBuilder candidates = new StringBuilder("prompt_id,candidate_id\n");
        for (int x = 0; x < 6; x++) {
            candidates.append("p,x").append(x).append("\n");
            for (String agent : List.of("one", "two", "three")) {
                double reward = x * 0.1 + (agent.equals("three") ? 0.001 : 0);
                reports.append(agent)
                        .append(",p,x")
                        .append(x)
                        .append(",")
                        .append(reward)
                        .append("\n");
            }
            reports.append("other,p,x")
                    .append(x)
                    .append(",")
                    .append(1 - 0.1 * x)
                    .append("\n");
        }
        input.with("reports", "r.csv", reports.toString())
                .with("candidates", "c.csv", candidates.toString())
                .without("agents")
                .without("prompts");
        settle();
        audit("--lies=5").isDone();
        JsonNode copies = json().get("copies");
        assertThat(copies.get("equal_agents").asLong()).isEqualTo(2);
        assertThat(copies.get("alike_agents").asLong()).isEqualTo(3);
        assertThat(copies.get("largest").get(0).get("first_agent").asText()).isEqualTo("one");
    }

    @Test
    void otherInputsAreRefused() {
        settle();
        Path moved = folder.resolve("moved.csv");
        copy(folder.resolve("in/reports.csv"), moved);
        input.withReport("ann,joke,dry,0.125");
        audit().isRefused(ExitCode.INPUT_REJECTED, "reports", "--reports");
        audit("--lies=2", "--reports=" + moved).isDone();
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatCannotBeAuditedIsRefused() {
        audit().isRefused(ExitCode.CONFIGURATION, "no manifest.json", "--settlement");
        settle();
        audit("--lies=0").isRefused(ExitCode.CONFIGURATION, "--lies");
        audit("--agents-sampled=0").isRefused(ExitCode.CONFIGURATION, "--agents-sampled");
        audit("--errors=nowhere").isRefused(ExitCode.CONFIGURATION, "did not read");
    }
}
