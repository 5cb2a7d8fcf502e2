package dev.candor.engine;

import dev.candor.io.Cells;
import dev.candor.io.ColumnTable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The ids, base measures and weights of consecutive prompts, P of them with M candidates in all, prompts and each
 * prompt's candidates in the order of their ids.
 */
final class PromptBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    final Ids promptIds;
    final Ids candidateIds;
    /** First candidate of each prompt, length P + 1. */
    final int[] start;
    /** log of the base measure up to a constant per prompt, in a catalog the divergence of the checkpoint; length M. */
    final double[] logBase;
    /** Prompt weights before normalisation, ≥ 0, length P. */
    final double[] weight;

    PromptBlock(Ids promptIds, Ids candidateIds, int[] start, double[] logBase, double[] weight) {
        this.promptIds = promptIds;
        this.candidateIds = candidateIds;
        this.start = start;
        this.logBase = logBase;
        this.weight = weight;
    }

    /** Columns prompt_id and candidate_id, a row a candidate, and then these. */
    ColumnTable table(Cells... more) {
        int candidates = start[prompts()];
        int[] prompt = new int[candidates];
        for (int c = 0; c < prompts(); c++) {
            Arrays.fill(prompt, start[c], start[c + 1], c);
        }
        return new ColumnTable(
                candidates,
                Stream.concat(Stream.of(promptIds.cells(prompt), candidateIds.cells()), Stream.of(more))
                        .toList());
    }

    int prompts() {
        return weight.length;
    }
}
