package dev.candor.engine.candidates;

import dev.candor.engine.runtime.IdArray;
import dev.candor.io.gate.InputGate;
import dev.candor.numeric.ExactSums;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes a {@link CandidateIndex} of tidy tables: no row rejected, no pair and no prompt twice, reference probabilities
 * that can be normalised, and the same prompts in both tables. Of anything else it makes nothing.
 */
final class CandidateSorter {
    private final CandidateRows rows;
    private final int[] promptCode;
    private final int[] candidateCode;
    /** First slot of each prompt, length P + 1. */
    private final int[] start;
    /** Rank of the candidate id and log of the base measure, by slot. */
    private final int[] rank;

    private final double[] logBase;

    private CandidateSorter(CandidateRows rows) {
        this.rows = rows;
        this.promptCode = IdArray.sorted(rows.promptIds);
        this.candidateCode = IdArray.sorted(rows.candidateIds);
        this.start = new int[promptCode.length + 1];
        this.rank = new int[rows.rows()];
        this.logBase = new double[rows.rows()];
    }

    /** The index, or nothing where the tables are not tidy. */
    static Optional<CandidateIndex> index(CandidateRows candidates, Optional<CandidateRows> prompts) {
        if (candidates.rejected > 0 || candidates.rows() == 0) {
            return Optional.empty();
        }
        CandidateSorter sorter = new CandidateSorter(candidates);
        sorter.sort();
        if (!sorter.tidy()) {
            return Optional.empty();
        }
        return prompts.map(sorter::weights)
                .orElseGet(() -> Optional.of(sorter.ones()))
                .map(sorter::index);
    }

    private static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int k = 0; k < order.length; k++) {
            inverse[order[k]] = k;
        }
        return inverse;
    }

    /** By prompt by counting, then by candidate within each prompt. */
    private void sort() {
        int[] promptRank = inverse(promptCode);
        int[] candidateRank = inverse(candidateCode);
        for (int row = 0; row < rows.rows(); row++) {
            start[promptRank[rows.prompt.get(row)] + 1]++;
        }
        for (int c = 0; c < promptCode.length; c++) {
            start[c + 1] += start[c];
        }
        int[] next = start.clone();
        long[] keys = new long[rows.rows()];
        for (int row = 0; row < rows.rows(); row++) {
            int at = next[promptRank[rows.prompt.get(row)]]++;
            keys[at] = (long) candidateRank[rows.candidate.get(row)] << 32 | row;
        }
        for (int c = 0; c < promptCode.length; c++) {
            Arrays.sort(keys, start[c], start[c + 1]);
        }
        for (int slot = 0; slot < keys.length; slot++) {
            rank[slot] = (int) (keys[slot] >>> 32);
            logBase[slot] = rows.number.get((int) keys[slot]);
        }
    }

    private boolean tidy() {
        for (int c = 0; c < promptCode.length; c++) {
            double best = Double.NEGATIVE_INFINITY;
            double least = Double.POSITIVE_INFINITY;
            for (int slot = start[c]; slot < start[c + 1]; slot++) {
                if (!Double.isFinite(logBase[slot]) || (slot > start[c] && rank[slot] == rank[slot - 1])) {
                    return false;
                }
                best = Math.max(best, logBase[slot]);
                least = Math.min(least, logBase[slot]);
            }
            if (rows.logs && least < best - InputGate.MAX_NATS_BELOW_BEST) {
                return false;
            }
        }
        return true;
    }

    private double[] ones() {
        double[] weight = new double[promptCode.length];
        Arrays.fill(weight, 1);
        return weight;
    }

    /** Weight of each prompt; nothing where the tables disagree or every weight is 0. */
    private Optional<double[]> weights(CandidateRows prompts) {
        int[] promptRank = inverse(promptCode);
        double[] weight = new double[promptCode.length];
        Arrays.fill(weight, Double.NaN);
        boolean positive = false;
        for (int row = 0; row < prompts.rows(); row++) {
            int code = rows.promptIds.find(
                    prompts.promptIds.bytes(),
                    prompts.promptIds.start(prompts.prompt.get(row)),
                    prompts.promptIds.length(prompts.prompt.get(row)));
            boolean unknown = code < 0;
            if (unknown ? prompts.number.get(row) > 0 : !Double.isNaN(weight[promptRank[code]])) {
                return Optional.empty();
            }
            if (!unknown) {
                weight[promptRank[code]] = prompts.number.get(row);
                positive |= prompts.number.get(row) > 0;
            }
        }
        boolean complete = Arrays.stream(weight).noneMatch(Double::isNaN);
        boolean tidy = complete && positive && prompts.rejected == 0 && prompts.rows() == prompts.promptIds.size();
        return tidy ? Optional.of(weight) : Optional.empty();
    }

    private CandidateIndex index(double[] weight) {
        int[] candidates = new int[promptCode.length];
        ExactSums total = new ExactSums(1);
        for (int c = 0; c < candidates.length; c++) {
            candidates[c] = start[c + 1] - start[c];
            total.add(0, weight[c]);
        }
        return new CandidateIndex(
                new Layout(candidates),
                rows.promptIds,
                promptCode,
                rows.candidateIds,
                candidateCode,
                rank,
                logBase,
                weight,
                total.value(0));
    }
}
