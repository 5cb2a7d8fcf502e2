package dev.candor.model;

import dev.candor.model.SettlementSummary.Stage;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A settlement's policy written for a trainer.
 *
 * @param trainer what it is for: sft, dpo or rewards
 * @param settlement the fingerprint of the settlement exported
 * @param lambda λ, in reward × weight
 * @param pairs how they were drawn, where there are pairs
 * @param counts figure → number of rows or things
 * @param feeding how to feed it, in one line
 */
public record ExportSummary(
        String trainer,
        String settlement,
        String policyClass,
        String divergence,
        double lambda,
        Optional<Pairs> pairs,
        SortedMap<String, Long> counts,
        String feeding,
        List<Stage> stages) {

    /** How pairs were drawn: so many of a prompt of average weight, labelled for a trainer of this β. */
    public record Pairs(int perPrompt, double beta, long seed) implements Serializable {}

    public ExportSummary {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        stages = List.copyOf(stages);
    }
}
