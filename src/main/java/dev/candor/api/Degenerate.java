package dev.candor.api;

import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.settle.Settlement;
import dev.candor.engine.settle.SolePayers;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PolicyClass;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.List;

/** Sentences about a game in which there is nobody to settle with, or nothing to choose: right figures, easily misread. */
public final class Degenerate {
    private Degenerate() {}

    /**
     * The prompts of a game.
     *
     * @param withoutChoice those with one candidate
     * @param withoutWeight those of weight 0
     */
    public record Prompts(long all, long withoutChoice, long withoutWeight) {
        public static Prompts of(PackedReports reports) {
            return new Prompts(reports.prompts(), reports.promptsWithoutChoice(), reports.promptsWithoutWeight());
        }

        public static Prompts of(Features features) {
            return new Prompts(features.prompts(), features.promptsWithoutChoice(), features.promptsWithoutWeight());
        }
    }

    /** Of the input, whatever is made of it. */
    public static List<String> notes(PackedReports reports, Prompts prompts, PolicyClass policyClass) {
        List<String> notes = new ArrayList<>();
        boolean catalog = policyClass == PolicyClass.CATALOG;
        if (reports.payers() == 1) {
            notes.add((reports.agents() == 1
                            ? "There is one agent only, so there is nobody to settle with: "
                            : "All " + Numbers.count(reports.agents(), "agent")
                                    + " have one payer, and there is nobody to settle with: ")
                    + "a payment is then the price of leaving the reference model, not a loss of others.");
        }
        if (prompts.withoutChoice() == prompts.all()) {
            notes.add((catalog ? "There is one checkpoint only" : each(prompts.all()) + " one candidate only")
                    + ": there is nothing to choose, and no report changes anything.");
        } else if (prompts.withoutChoice() > 0) {
            notes.add(some(prompts.withoutChoice(), prompts.all())
                    + " one candidate only: there is nothing to choose there, and reports on it change nothing.");
        }
        if (prompts.withoutWeight() > 0) {
            notes.add(some(prompts.withoutWeight(), prompts.all()) + " weight 0: reports on it have no effect.");
        }
        return notes;
    }

    /** Of what was settled. */
    public static List<String> notes(
            PackedReports reports, Prompts prompts, Settlement settlement, MechanismSpec mechanism, Phases phases) {
        PolicyClass policyClass = mechanism.policyClass();
        List<String> notes = new ArrayList<>(notes(reports, prompts, policyClass));
        if (policyClass == PolicyClass.MIXTURE && settlement.parameters().size() == 1) {
            notes.add("There is one expert only: there is nothing to mix, and no report changes anything.");
        }
        if (policyClass == PolicyClass.TABULAR && reports.payers() > 1) {
            SolePayers lone = phases.run("find prompts with one payer", () -> SolePayers.of(reports));
            if (lone.alone() > 0) {
                notes.add(alone(lone));
            }
        }
        if (settlement.pivotalPayers() == 0) {
            notes.add("No agent is pivotal: without any one of them the others would get the same model"
                    + (mechanism.paymentRule().isAffine() ? ", and nobody pays." : "."));
            if (settlement.divergence() == 0 && policyClass.isOverCandidates()) {
                notes.add("No report moves the model: it is the reference model.");
            }
        }
        return notes;
    }

    private static String alone(SolePayers lone) {
        String meaning = " has no other payer to settle with, and pays for leaving the reference model, not "
                + "for a loss of others.";
        return lone.alone() == lone.reported()
                ? "No two payers report on the same prompt: each" + meaning
                : "On " + Numbers.count(lone.alone()) + " of the " + Numbers.count(lone.reported(), "prompt")
                        + " reported on one payer alone reports: there it" + meaning;
    }

    private static String each(long all) {
        return all == 1 ? "The only prompt has" : "Every prompt has";
    }

    private static String some(long some, long all) {
        return Numbers.count(some) + " of " + Numbers.count(all, "prompt") + (some == 1 ? " has" : " have");
    }
}
