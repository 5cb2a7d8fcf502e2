package dev.candor.api;

import dev.candor.engine.audit.Audit;
import dev.candor.engine.pack.PackedReports;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.model.AuditSummary;
import dev.candor.model.MechanismSpec;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an audit does not show. */
final class AuditLimits {
    private static final List<String> NOT_SEEN =
            List.of("The properties assume that λ, boosts, prompts and candidates were fixed before the"
                    + " reports were read. The published files cannot prove this.");

    private static final String NOT_ATTACKED =
            "No agent was attacked, and false names, pairs and copies were not examined: the coefficients were found by search,"
                    + " the result is a local optimum, and this class does not claim that truth is the best strategy. The"
                    + " tables were checked by themselves and against a new settlement of the same reports.";

    private AuditLimits() {}

    /** Sentences. */
    static List<String> of(
            PublishedSettlement found, Resettled again, Optional<Audit.Findings> findings, Audit.Effort asked) {
        PackedReports reports = again.reports;
        MechanismSpec mechanism = again.mechanism;
        List<String> limits = new ArrayList<>(NOT_SEEN);
        findings.map(Audit.Findings::attack)
                .ifPresentOrElse(
                        attack -> limits.addAll(ofTheAttack(found, mechanism, attack, asked)),
                        () -> limits.add(NOT_ATTACKED));
        limits.add("Near copies with different rows are not found.");
        if (Boolean.parseBoolean(found.setting("candidates-from-reports"))) {
            limits.add(
                    "The candidates were taken from the reports: an agent can add candidates by reporting them. No lie of that"
                            + " kind was tried, and no bound on ε is stated.");
        }
        if (!mechanism.paymentRule().charges()) {
            limits.add(
                    "Nobody pays under this settlement's rule. Lies then gain as expected (Thm 4.2 of Sun et al. 2025), and the"
                            + " settlement claims no property about them.");
        }
        if (reports.payers() != reports.agents()) {
            limits.add(
                    "Several agents share a payer: a payer lies about the sum of its agents' rewards, in any domain.");
        }
        if (found.policyClass().isLinear()) {
            limits.add(
                    "Coefficients times features may be below 0: individual rationality is reported, but not required.");
        } else if (reports.negativeRewards() > 0) {
            limits.add("Some rewards are below 0: individual rationality is reported, but not required.");
        }
        if (reports.areLearned()) {
            limits.add(
                    "Rewards were learned: gains are measured with the learned rewards. Lies in the logs were not examined. The"
                            + " incentive gap bounds the effect of the errors.");
        }
        return limits;
    }

    /** What an attack on a class other than the tabular one leaves out. */
    private static List<String> ofTheAttack(
            PublishedSettlement found, MechanismSpec mechanism, AuditSummary.Attack attack, Audit.Effort asked) {
        List<String> limits = new ArrayList<>();
        if (attack.lies() < asked.lies()
                || attack.sampled()
                        < Math.min(asked.agents(), found.manifest().counts().get("payers"))) {
            limits.add("Asked for " + Numbers.count(asked.agents(), "agent") + " and " + Numbers.count(asked.lies())
                    + " lies each; " + Numbers.count(attack.sampled()) + " told " + Numbers.count(attack.lies())
                    + ": agents without reports are left out, and if a new solution for every lie takes long, fewer lies and"
                    + " agents are tried.");
        }
        if (attack.unsettled() > 0) {
            limits.add(Numbers.count(attack.unsettled())
                    + " of the lies lead to a game that the solver could not certify. Nothing would be settled then, so they count"
                    + " as no gain.");
        }
        String ofTheClass = mechanism.policyClass().limitOfLies(mechanism.domain());
        if (!ofTheClass.isEmpty()) {
            limits.add(ofTheClass);
        }
        return limits;
    }
}
