package dev.candor.report.audit;

import dev.candor.model.AuditSummary;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Gain;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sentences of an audit, the same on the console and in the page. Plain text. */
final class AuditText {
    /** What the mechanism does not protect from, whatever was found. */
    static final String NOT_PROTECTED =
            "Truth is the best strategy for one agent with one identity. The mechanism does not protect from an agent that splits into several identities, "
                    + "nor from agents that lie together. Verified identities prevent the former.";

    /** What anyone can read in the published tables. */
    static final List<String> REVEALED = List.of(
            "policy/ has the exact sum of all rewards of every candidate: anybody who knows the "
                    + "rewards of all other agents can compute those of the last one.",
            "payments/ has the size of every agent, the value of the policy to it, and how far "
                    + "it moved the policy.",
            "The bound on ε holds for one answer drawn from the policy. It does not cover the "
                    + "published tables. For k answers to one prompt ε is k times as large; for different "
                    + "prompts the values of ε add up.");

    /** The property without which nothing that is found of the declared rule is true of the published payments. */
    private static final String PAYMENTS = "payments are the rule's";

    private AuditText() {}

    /** The paragraph on top. */
    static String verdict(AuditSummary summary) {
        List<Property> failures = summary.failures();
        StringBuilder text = new StringBuilder();
        if (failures.isEmpty()) {
            text.append("Every property that this settlement claims ")
                    .append(summary.attack().isEmpty() ? "of its tables, checked by themselves, " : "")
                    .append("was found to hold");
        } else {
            text.append("This settlement does not do what it claims: ")
                    .append(Numbers.count(failures.size()))
                    .append(failures.size() == 1 ? " property fails (" : " properties fail (")
                    .append(failures.stream().map(Property::name).collect(Collectors.joining(", ")))
                    .append(")");
        }
        text.append(", in the bill of ")
                .append(Numbers.count(summary.subject().payers(), "agent"))
                .append(summary.attack().map(attack -> attack(summary, attack)).orElse("."))
                .append(" ");
        lastSplit(summary).ifPresent(split -> text.append(split(split)).append(" "));
        return text.append(NOT_PROTECTED).toString();
    }

    private static String attack(AuditSummary summary, Attack attack) {
        String told = ", " + Numbers.count(attack.sampled()) + " of which tried " + Numbers.count(attack.lies(), "lie")
                + " and more each. If nobody paid, lying would gain for " + Numbers.count(attack.gainers())
                + " of them; the best lie found gained "
                + Numbers.figure(Math.max(0, attack.largestWithout().gain())) + ". ";
        if (!summary.subject().mechanism().paymentRule().charges()) {
            return told + "Nobody pays in this settlement.";
        }
        return told
                + (attack.violators() > 0
                        ? "Under the declared rule it still gains for " + Numbers.count(attack.violators())
                                + " of them; the best lie found gained "
                                + Numbers.figure(attack.largestWith().gain()) + "."
                        : "Under the declared rule none of the " + Numbers.count(attack.lies(), "lie")
                                + " tried gains.")
                + (differs(summary)
                        ? " The published payments differ from that rule. Gains under the published payments "
                                + "were not tested."
                        : "");
    }

    /** Whether the lies were told to another rule than the one that was charged by. */
    private static boolean differs(AuditSummary summary) {
        return summary.failures().stream().map(Property::name).anyMatch(PAYMENTS::equals);
    }

    /** The largest number of identities. */
    static Optional<Split> lastSplit(AuditSummary summary) {
        return summary.splits().isEmpty()
                ? Optional.empty()
                : Optional.of(summary.splits().get(summary.splits().size() - 1));
    }

    private static String split(Split split) {
        return bill(split) + " By claiming more under " + split.identities() + " names an agent gains up to "
                + Numbers.figure(Math.max(0, split.best().gain())) + " in what was tried.";
    }

    private static String bill(Split split) {
        if (split.before() == 0) {
            return "None of the sampled agents pays anything as one.";
        }
        return "If one of the sampled agents at a time splits into " + split.identities()
                + " equal identities, they pay in all "
                + Numbers.shortFigure(Math.round(1000 * split.bill() / split.before()) / 10.0)
                + " % of what they pay as they are.";
    }

    /** The best lie found, and for whom. */
    static String best(Gain gain) {
        return gain.gain() == 0
                ? "nothing beyond rounding and the solver's gap"
                : Numbers.signed(gain.gain()) + " for " + Labels.visible(gain.agentId()) + ", " + gain.lie();
    }

    /** What the domain of lies means. */
    static String domain(String domain) {
        return switch (domain) {
            case "max" -> "rewards of 0 or more with maximum 1 on every prompt";
            case "sum" -> "rewards of 0 or more with sum 1 on every prompt";
            default -> "any finite rewards";
        };
    }

    static String outcome(Property property) {
        if (property.violations() == 0) {
            return property.claimed() ? "holds" : "holds (not claimed)";
        }
        return property.claimed() ? "FAILS" : "does not hold (not claimed)";
    }
}
