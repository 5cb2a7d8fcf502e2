package dev.candor.engine.potential;

import dev.candor.engine.pack.PackedReports;
import dev.candor.mechanism.attack.AgentGame;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * A class in which what an agent reports comes down to one vector of length K, as an attack needs it: what all want
 * together, and the vectors of some.
 *
 * @param totals Σ_i κ_i w_i r_i, K exact sums
 * @param offsets whether a constant of all K moves no outcome
 * @param rules what is public, everywhere
 * @param work what one solution costs: numbers read
 * @param payers everyone's vectors
 */
public record VectorGame(
        ExactSums totals, boolean offsets, Broadcast<? extends AgentGame.Range> rules, long work, Payers payers) {

    /** Where the vectors are. */
    @FunctionalInterface
    public interface Payers {
        /**
         * Those of the sample.
         *
         * @param numbers places in the sample by payer id
         */
        JavaRDD<VectorReport> sampled(Broadcast<Map<String, Integer>> numbers);
    }

    /** K. */
    int length() {
        return totals.count();
    }

    /** Of reports that are the vectors. */
    static JavaRDD<VectorReport> sampled(PackedReports reports, int length, Broadcast<Map<String, Integer>> numbers) {
        return reports.blocks.flatMap(block -> {
            List<VectorReport> found = new ArrayList<>();
            for (int i = 0; i < block.payers(); i++) {
                Integer number = numbers.value().get(block.ids.get(i));
                if (number != null) {
                    found.add(VectorReport.of(block, i, number, length));
                }
            }
            return found.iterator();
        });
    }

    /** One payer's game: the others' sums are all sums less its own, exactly, and rounded once. */
    public static AgentGame game(AgentGame.Range rules, ExactSums totals, boolean offsets, VectorReport payer) {
        int length = payer.reward.length;
        ExactSums rest = new ExactSums(length);
        rest.merge(totals);
        double[] truth = new double[length];
        for (int k = 0; k < length; k++) {
            truth[k] = payer.scale * payer.reward[k];
            rest.add(k, -truth[k]);
            rest.add(k, -Math.fma(payer.scale, payer.reward[k], -truth[k]));
        }
        int best = 0;
        for (int k = 1; k < length; k++) {
            best = rest.difference(k, best) > 0 ? k : best;
        }
        double[] others = new double[length];
        for (int k = 0; k < length; k++) {
            others[k] = offsets ? rest.difference(k, best) : rest.value(k);
        }
        return rules.game(others, truth, payer.scale, payer.boost);
    }
}
