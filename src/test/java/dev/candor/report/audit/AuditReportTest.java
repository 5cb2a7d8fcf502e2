package dev.candor.report.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.model.AuditSummary;
import dev.candor.model.AuditSummary.AgentLine;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Duplicates;
import dev.candor.model.AuditSummary.Gain;
import dev.candor.model.AuditSummary.Group;
import dev.candor.model.AuditSummary.Pair;
import dev.candor.model.AuditSummary.Privacy;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.AuditSummary.Strategy;
import dev.candor.model.AuditSummary.Subject;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.report.text.Page;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page, the console and the document of one audit. */
class AuditReportTest {
    private static final String HOSTILE = "<script>alert('x')</script>";

    private static AuditSummary audit(boolean sound) {
        Gain without = new Gain(HOSTILE, 0.5, "polarise, step 1.0");
        Gain with = new Gain("b", sound ? -0.25 : 0.125, "true rewards, size × 2");
        return new AuditSummary(
                new Subject(
                        "a".repeat(64),
                        new Mechanism(PolicyClass.TABULAR, "kl", 1, PaymentRule.AFFINE_MAXIMISER, "none", "max"),
                        2,
                        3,
                        1),
                Optional.of(new Attack(
                        "max",
                        2,
                        10,
                        1,
                        2,
                        sound ? 0 : 1,
                        0,
                        without,
                        with,
                        sound ? -0.25 : 0.125,
                        List.of(new AgentLine(
                                HOSTILE, 1, 1, 1, 0.5, 0.25, 0.5, without.lie(), 1e-17, with.lie(), 0.01)),
                        List.of(new Strategy("invert", 0, -0.5, -0.75)))),
                List.of(
                        new Property("payments not negative", "payment >= 0", true, 2, 0, 0.25, "b"),
                        new Property("no lie gains", "no lie gains", true, 2, sound ? 0 : 1, with.gain(), "b")),
                List.of(new Split(2, 0.5, 1, without, without), new Split(100, 0.01, 1, without, without)),
                List.of(new Pair(HOSTILE, "b", 0.0625, "both claim half of the joint wish", 18)),
                Optional.of(new Duplicates(5, 1, 2, 1, 3, List.of(new Group("equal", 2, 6, HOSTILE, "b")))),
                new PaymentConcentration(0.75, 1, 1.6, 2, 2),
                Optional.of(new Privacy(2, HOSTILE, "declared", 0, 1, 1, 0)),
                List.of("A limit."),
                List.of());
    }

    private static Document parse(String page) throws Exception {
        String xml = page.replaceFirst("(?s)<!DOCTYPE html>", "").replaceAll("<meta ([^>]*)>", "<meta $1/>");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void thePageIsWholeAccessibleAndNeedsNothingFromAnywhere() throws Exception {
        String html = AuditReport.render(audit(true));
        Document page = parse(html);
        assertThat(html)
                .contains("default-src 'none'")
                .doesNotContain("<script")
                .doesNotContainPattern(Pattern.compile("https?:|url\\(|@import|<link|src=|href=|javascript"));
        assertThat(page.getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(page.getElementsByTagName("table").getLength())
                .isPositive()
                .isEqualTo(page.getElementsByTagName("caption").getLength());
        NodeList charts = page.getElementsByTagName("svg");
        assertThat(charts.getLength()).isEqualTo(2);
        assertThat(page.getElementsByTagName("desc").getLength()).isEqualTo(2);
        for (int k = 0; k < charts.getLength(); k++) {
            String labels = charts.item(k)
                    .getAttributes()
                    .getNamedItem("aria-labelledby")
                    .getNodeValue();
            for (String id : labels.split(" ", -1)) {
                assertThat(html.split(Pattern.quote("id=\"" + id + "\""), -1))
                        .as(id)
                        .hasSize(2);
            }
        }
    }

    @Test
    void theParagraphOnTopSaysWhatWasFound() {
        assertThat(AuditText.verdict(audit(true)))
                .startsWith(
                        "Every property that this settlement claims was found to hold, in the bill of 2 agents, 2 of which tried 10"
                                + " lies and more each.")
                .contains("If nobody paid, lying would gain for 2 of them; the best lie found gained 0.50000.")
                .contains("Under the declared rule none of the 10 lies tried gains.")
                .contains(
                        "splits into 100 equal identities, they pay in all 1 % of what they pay as they are. By claiming more under"
                                + " 100 names an agent gains up to 0.50000 in what was tried.")
                .endsWith("Verified identities prevent the former.");
        assertThat(AuditText.verdict(audit(false)))
                .startsWith("This settlement does not do what it claims: 1 property fails (no lie gains)")
                .contains("Under the declared rule it still gains for 1 of them; the best lie found gained 0.12500.");
    }

    @Test
    void theConsoleIsNarrowAndSaysWhatFails() {
        assertThat(AuditTable.render(audit(false), Page.SCREEN).lines())
                .allMatch(line -> line.length() <= 100)
                .anyMatch(line -> line.contains("FAILS: no lie gains"));
        assertThat(AuditTable.render(audit(true), Page.SCREEN)).doesNotContain("FAILS");
    }

    @Test
    void theDocumentHasEveryFigure() throws Exception {
        JsonNode json = new ObjectMapper().readTree(AuditJson.render(audit(false)));
        assertThat(json.get("failed_properties").asInt()).isEqualTo(1);
        assertThat(json.get("attack").get("largest_with_payments").get("gain").asDouble())
                .isEqualTo(0.125);
        assertThat(json.get("attack")
                        .get("strategies")
                        .get(0)
                        .get("largest_without_payments")
                        .asDouble())
                .isEqualTo(-0.5);
        assertThat(json.get("false_names").get(1).get("bill").asDouble()).isEqualTo(0.01);
        assertThat(json.get("false_names")
                        .get(1)
                        .get("largest_gain")
                        .get("gain")
                        .asDouble())
                .isEqualTo(0.5);
        assertThat(json.get("pairs").get(0).get("first").asText()).isEqualTo(HOSTILE);
        assertThat(json.get("privacy").get("agents_up_to_1").asLong()).isEqualTo(1);
        assertThat(json.get("copies").get("alike_agents").asLong()).isEqualTo(3);
        assertThat(json.get("payment_concentration").get("top_share").asDouble())
                .isEqualTo(0.75);
    }
}
