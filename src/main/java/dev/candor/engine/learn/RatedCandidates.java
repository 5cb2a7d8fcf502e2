package dev.candor.engine.learn;

import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.util.Arrays;

/** What one agent rated: prompt by prompt and candidate by candidate in the order of ids, several ratings averaged. */
final class RatedCandidates {
    private final RankedRows rows;
    /** Prompt code, place of the candidate, and mean position on the scale in [0, 1]. */
    final GrowingInts prompt = new GrowingInts(16);

    final GrowingInts rank = new GrowingInts(16);
    final GrowingDoubles position = new GrowingDoubles(16);
    /** Ratings of the candidate that has fewest. */
    int leastTimes = Integer.MAX_VALUE;

    RatedCandidates(RankedRows rows) {
        this.rows = rows;
    }

    /** Adds the rows of one prompt, as keys (place of the prompt, row). */
    void add(long[] keys, int from, int to) {
        long[] byCandidate = new long[to - from];
        for (int k = from; k < to; k++) {
            int row = (int) keys[k];
            byCandidate[k - from] = RankedRows.key(rows.candidateRank[rows.log.item[rows.log.firstItem[row]]], row);
        }
        Arrays.sort(byCandidate);
        int end;
        for (int k = 0; k < byCandidate.length; k = end) {
            end = RankedRows.end(byCandidate, k);
            add(rows.promptAt[RankedRows.major(keys[from])], byCandidate, k, end);
        }
    }

    private void add(int promptCode, long[] keys, int from, int to) {
        double[] times = new double[to - from];
        for (int k = from; k < to; k++) {
            times[k - from] = rows.log.number[(int) keys[k]];
        }
        // In ascending order, so that the sum depends on the ratings alone.
        Arrays.sort(times);
        double sum = 0;
        for (double t : times) {
            sum += t;
        }
        prompt.add(promptCode);
        rank.add(RankedRows.major(keys[from]));
        position.add(Math.min(1, sum / times.length));
        leastTimes = Math.min(leastTimes, times.length);
    }
}
