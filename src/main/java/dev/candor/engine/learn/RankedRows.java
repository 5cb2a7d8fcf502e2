package dev.candor.engine.learn;

import dev.candor.engine.candidates.CandidateLists;
import dev.candor.engine.runtime.IdArray;
import java.util.Arrays;

/**
 * The rows of one partition with the places of its prompts and candidates in the order of their ids. Keys are (place, row)
 * in one long, so that sorting them sorts rows.
 */
final class RankedRows {
    final PreferenceChunks.Rows log;
    /** Prompt codes in the order of their ids, and the place of each code in it. */
    final int[] promptAt;

    final int[] promptRank;
    /** The same of candidates. */
    final int[] candidateAt;

    final int[] candidateRank;
    /** By prompt code: the places of all its candidates, ascending; null = those that an agent names. */
    private final int[][] listed;

    /** @param lists all candidates, which are added to those of the log; null = those that an agent names */
    RankedRows(PreferenceChunks.Rows log, CandidateLists lists) {
        this.log = log;
        this.listed = lists == null ? null : new int[log.prompts.size()][];
        if (lists != null) {
            Arrays.setAll(listed, prompt -> lists.of(log.prompts, prompt, log.candidates));
        }
        promptAt = IdArray.sorted(log.prompts);
        promptRank = inverse(promptAt);
        candidateAt = IdArray.sorted(log.candidates);
        candidateRank = inverse(candidateAt);
        if (lists != null) {
            for (int[] places : listed) {
                Arrays.setAll(places, k -> candidateRank[places[k]]);
                Arrays.sort(places);
            }
        }
    }

    private static int[] inverse(int[] order) {
        int[] rank = new int[order.length];
        for (int k = 0; k < order.length; k++) {
            rank[order[k]] = k;
        }
        return rank;
    }

    /** The places of all candidates of a prompt, ascending: those in the table, or those that an agent names. */
    int[] all(int prompt, int[] named) {
        return listed == null ? named : listed[prompt];
    }

    static long key(int place, int row) {
        return (long) place << Integer.SIZE | row;
    }

    /** The place of a key; its row is the key as an int. */
    static int major(long key) {
        return (int) (key >>> Integer.SIZE);
    }

    /** Where the keys of the place at {@code from} end. */
    static int end(long[] keys, int from) {
        int to = from + 1;
        while (to < keys.length && major(keys[to]) == major(keys[from])) {
            to++;
        }
        return to;
    }
}
