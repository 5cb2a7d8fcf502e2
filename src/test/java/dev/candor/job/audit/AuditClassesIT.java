package dev.candor.job.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** jobs/audit of settlements of the other classes, and of what needs more than the small input. */
class AuditClassesIT extends AuditFixture {
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

    private void catalog() {
        input.without("reports")
                .without("candidates")
                .without("prompts")
                .with(
                        "valuations",
                        "v.csv",
                        "agent_id,checkpoint_id,value\nann,a,2\nann,b,1\nbob,b,3\ncyd,c,5\ncyd,a,1\n")
                .with("checkpoints", "k.csv", "checkpoint_id,divergence\na,0\nb,0.5\nc,1\n");
    }

    private void linear(String more) {
        Random random = new Random(5);
        StringBuilder candidates = new StringBuilder();
        StringBuilder coefficients = new StringBuilder();
        for (int x = 0; x < 12; x++) {
            candidates.append(String.format(
                    Locale.ROOT,
                    "{\"prompt_id\":\"p%d\",\"candidate_id\":\"x%d\",\"features\":[%s,%s]%s}%n",
                    x / 4,
                    x,
                    random.nextDouble(),
                    random.nextGaussian(),
                    more.formatted(random.nextGaussian())));
        }
        for (String agent : List.of("ann", "bob", "cyd")) {
            coefficients.append(String.format(
                    Locale.ROOT,
                    "{\"agent_id\":\"%s\",\"beta\":[%s,%s]}%n",
                    agent,
                    random.nextGaussian(),
                    random.nextGaussian()));
        }
        input.without("reports")
                .without("prompts")
                .with("candidates", "c.json", candidates.toString())
                .with("coefficients", "b.json", coefficients.toString())
                .with("agents", "a.json", """
                        {"agent_id":"ann","weight":2.0,"boost":1.5}
                        {"agent_id":"bob","weight":1.0,"boost":1.0}
                        {"agent_id":"cyd","weight":0.5,"boost":1.0}
                        """);
    }

    /** Every claimed property holds, lies gain without payments and not with them, and the attack's truth is the bill. */
    private void assertSoundUnderLies(long gainers) {
        VerbRun ran = audit("--lies=110").isDone();
        run.assertClean();
        assertThat(ran.out().replaceAll("\\s+", " "))
                .contains("was found to hold")
                .contains("none of the 110 lies tried gains");
        for (JsonNode property : json().get("properties")) {
            assertThat(property.get("violations").asLong())
                    .as(property.toString())
                    .isZero();
        }
        assertThat(property("no lie gains").get("claimed").asBoolean()).isTrue();
        assertThat(property("no lie gains").get("checked").asLong()).isEqualTo(3);
        assertThat(property("attacked agents: the attack's payments")
                        .get("checked")
                        .asLong())
                .isEqualTo(3);
        JsonNode attack = json().get("attack");
        assertThat(attack.get("gainers_with_payments").asLong()).isZero();
        assertThat(attack.get("gainers_without_payments").asLong()).isEqualTo(gainers);
        assertThat(attack.get("unsettled_claims").asLong()).isZero();
        assertThat(json().get("pairs").size()).isPositive();
        List<Row> agents = run.table("agents").orderBy("agent_id").collectAsList();
        List<Row> bill = settled.payments();
        for (int k = 0; k < bill.size(); k++) {
            double payment = bill.get(k).getAs("payment");
            double gap = bill.get(k).getAs("incentive_gap");
            assertThat(agents.get(k).<Double>getAs("payment")).isCloseTo(payment, within(1e-9 + gap));
            assertThat(agents.get(k).<Double>getAs("gain_with_payments")).isLessThanOrEqualTo(gap + 1e-12);
            assertThat(agents.get(k).<Double>getAs("gap")).isBetween(0.0, gap + 1e-12);
        }
    }

    @Test
    void aCatalogIsAttacked() {
        catalog();
        settle("--policy-class=catalog", "--lambda=0.5");
        assertSoundUnderLies(2);
        assertThat(property("checkpoint is the rule's").get("checked").asLong()).isEqualTo(3);
    }

    @Test
    void aMixtureIsAttacked() {
        input.with("experts", "experts.csv", EXPERTS);
        settle("--policy-class=mixture", "--lambda=4");
        assertSoundUnderLies(3);
        assertThat(property("policy is the rule's").get("checked").asLong()).isEqualTo(4);
    }

    @Test
    void aLogLinearSettlementIsAttacked() {
        linear("");
        settle("--policy-class=log-linear", "--lambda=2");
        assertSoundUnderLies(3);
        assertThat(property("policy is the rule's").get("checked").asLong()).isEqualTo(12);
    }

    /** Where coefficients were searched for no truthfulness is claimed, and nobody is attacked. */
    @Test
    void ofASearchedSettlementTheTablesAreChecked() {
        linear(",\"policy_features\":[%s]");
        settle("--policy-class=log-linear", "--lambda=2");
        VerbRun ran = audit().isDone();
        assertThat(ran.out()).contains("No agent was attacked");
        assertThat(json().get("attack").isNull()).isTrue();
        assertThat(property("payments are the rule's").get("violations").asLong())
                .isZero();
    }

    @Test
    void withoutPaymentsLiesGainInACatalog() {
        catalog();
        settle("--policy-class=catalog", "--lambda=0.5", "--payment-rule=none");
        audit("--lies=110").isDone();
        assertThat(property("no lie gains").get("violations").asLong()).isEqualTo(2);
        assertThat(property("no lie gains").get("claimed").asBoolean()).isFalse();
    }

    /** In the Max domain claims stay in it, and all whom a theorem names gain. */
    @Test
    void theMaxDomainIsAttackedWithinItself() {
        input.with("reports", "reports.csv", """
                agent_id,prompt_id,candidate_id,reward
                ann,greeting,formal,1
                ann,greeting,warm,0.25
                ann,joke,dry,1
                ann,joke,silly,1
                bob,greeting,formal,1
                bob,joke,silly,1
                cyd,greeting,formal,0.5
                cyd,greeting,warm,1
                cyd,joke,dry,1
                cyd,joke,silly,0.125
                """);
        settle("--domain=max");
        audit("--lies=110").isDone();
        assertThat(json().get("attack").get("domain").asText()).isEqualTo("max");
        JsonNode named = property("agents the theorems name gain");
        // bob has rewards of 0 and 1 alone: neither theorem names him.
        assertThat(named.get("checked").asLong()).isEqualTo(2);
        assertThat(named.get("violations").asLong()).isZero();
        assertThat(named.get("worst").asDouble()).isPositive();
    }

    /** Two blocks of prompts: 70,000 candidates, of which the agents report on some at both ends. */
    @Test
    void manyBlocksOfCandidatesAreAttacked() {
        StringBuilder candidates = new StringBuilder("prompt_id,candidate_id\n");
        for (int c = 0; c < 35_000; c++) {
            candidates.append(String.format(Locale.ROOT, "p%05d,a%np%05d,b%n", c, c));
        }
        StringBuilder reports = new StringBuilder("agent_id,prompt_id,candidate_id,reward\n");
        for (int c : new int[] {0, 1, 20_000, 34_998, 34_999}) {
            reports.append(String.format(Locale.ROOT, "ann,p%05d,a,1%n", c));
            if (c > 20_000) {
                reports.append(String.format(Locale.ROOT, "bob,p%05d,b,2%n", c));
            }
        }
        reports.append("cyd,p00001,b,0.5\n");
        input.with("candidates", "c.csv", candidates.toString())
                .with("reports", "r.csv", reports.toString())
                .without("prompts");
        settle("--lambda=0.5");
        audit("--lies=10").isDone();
        assertThat(property("attacked agents: the attack's payments")
                        .get("checked")
                        .asLong())
                .isEqualTo(3);
        for (JsonNode property : json().get("properties")) {
            assertThat(property.get("violations").asLong())
                    .as(property.toString())
                    .isZero();
        }
        assertThat(json().get("attack").get("gainers_without_payments").asLong())
                .isEqualTo(3);
    }

    @Test
    void otherValuationsAreRefused() {
        catalog();
        settle("--policy-class=catalog");
        input.with("valuations", "v.csv", "agent_id,checkpoint_id,value\nann,a,2\n");
        audit().isRefused(ExitCode.INPUT_REJECTED, "valuations", "--valuations");
    }
}
