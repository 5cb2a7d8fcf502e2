package dev.candor.report;

import static dev.candor.report.GoldenSettlements.HOSTILE;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Audits that take every branch of audit.json and audit.html. */
final class GoldenAudits {
    private static final Gain WITHOUT = new Gain(HOSTILE, 0.5, "polarise, step 1.0");
    private static final Gain WITH = new Gain("b", -0.25, "true rewards, size × 2 & <more>");

    static final Map<String, AuditSummary> ALL = Map.of("full", full(), "few", few(), "empty", empty());

    private GoldenAudits() {}

    private static Subject subject(PolicyClass policyClass, String divergence, String rule) {
        Mechanism mechanism = new Mechanism(policyClass, divergence, 0.3, PaymentRule.of(rule), "none", "max");
        return new Subject("0123456789abcdef".repeat(4), mechanism, 1234, 3, 1e-5);
    }

    /** Lies gain, properties fail, everything is there and long. */
    private static AuditSummary full() {
        List<AgentLine> agents = IntStream.range(0, 12)
                .mapToObj(k -> new AgentLine(
                        k == 0 ? HOSTILE : "agent-" + k,
                        1,
                        2,
                        3e-7,
                        0.5,
                        0.25,
                        0.75 / (k + 1),
                        HOSTILE,
                        1e-17 * (k - 1),
                        WITH.lie(),
                        0.01))
                .toList();
        List<Strategy> strategies = IntStream.range(0, 12)
                .mapToObj(k -> new Strategy("step " + k + " <", k, 0.5 * k, -0.75 * k))
                .toList();
        return new AuditSummary(
                subject(PolicyClass.TABULAR, "kl", "affine-maximiser"),
                Optional.of(new Attack("max", 1200, 1, 7, 2, 3, 4, WITHOUT, WITH, -1e-3, agents, strategies)),
                List.of(
                        new Property("payments not negative", "payment >= 0 & <more>", true, 2, 0, 0.25, "b"),
                        new Property("payments are the rule's", "no <lie> gains", true, 20_000, 1, -3e-9, HOSTILE),
                        new Property("efficient", "it's so", false, 2, 2, 0, ""),
                        new Property("budget", "it is so", false, 2, 0, 0, "an-id-that-is-far-too-long-for-any-cell")),
                List.of(new Split(2, 0.5, 1, WITHOUT, WITH), new Split(100, 0.01, 1, WITH, WITHOUT)),
                List.of(new Pair(HOSTILE, "b", 0.0625, HOSTILE, 18), new Pair("c", "d", -1, "none", 17)),
                Optional.of(new Duplicates(
                        5,
                        1,
                        2000,
                        2,
                        3000,
                        List.of(new Group("equal", 2, 6000, HOSTILE, "b"), new Group("alike", 3, 7, "c", "<d>")))),
                new PaymentConcentration(0.75, 1, 1.6, 2000, 2),
                Optional.of(new Privacy(2.5, HOSTILE, "declared", 1000, 1, 0, 3)),
                List.of("A limit.", HOSTILE),
                GoldenSettlements.STAGES);
    }

    /** Nothing fails, nobody gains or pays, lists are empty inside. */
    private static AuditSummary few() {
        Gain none = new Gain("a", 0, "truth");
        return new AuditSummary(
                subject(PolicyClass.MIXTURE, "none", "none"),
                Optional.of(new Attack("unrestricted", 1, 10, 1, 0, 0, 0, none, none, 0, List.of(), List.of())),
                List.of(new Property("p", "s", true, 1, 0, 0, "")),
                List.of(new Split(2, 0, 0, none, none)),
                List.of(),
                Optional.of(new Duplicates(5, 0, 0, 1, 1, List.of())),
                new PaymentConcentration(0, 0, 0, 0, 0),
                Optional.empty(),
                List.of("One."),
                List.of());
    }

    /** The tables by themselves. */
    private static AuditSummary empty() {
        return new AuditSummary(
                subject(PolicyClass.CATALOG, "given", "affine-maximiser"),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                new PaymentConcentration(0.5, 1, 2, 2, 2),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
