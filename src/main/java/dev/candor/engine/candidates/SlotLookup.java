package dev.candor.engine.candidates;

import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.table.RowBatch;
import java.util.Arrays;

/**
 * Slots of rows from the codes of their prompt and candidate ids: each distinct id is looked up once per dictionary,
 * and each distinct pair once where there are few.
 */
public final class SlotLookup {
    /** Pairs of codes beyond which there is no table of them. */
    private static final int MOST_PAIRS = 1 << 20;

    private static final int UNSEEN = -2;

    private final CandidateIndex index;
    private final int promptColumn;
    private final int candidateColumn;
    private int dictionaries = -1;
    private int[] prompt = new int[0];
    private int[] candidate = new int[0];
    private int prompts;
    private int candidates;
    /** Slot by prompt code · width + candidate code; null where there are too many. */
    private int[] pairs;

    private int width;
    private int[] slot = new int[0];

    public SlotLookup(CandidateIndex index, int promptColumn, int candidateColumn) {
        this.index = index;
        this.promptColumn = promptColumn;
        this.candidateColumn = candidateColumn;
    }

    /** Slot of each row, −1 where there is none; valid until the next call. Rows with a null id get −1. */
    public int[] slots(RowBatch batch) {
        if (dictionaries != batch.dictionaries) {
            dictionaries = batch.dictionaries;
            prompts = 0;
            candidates = 0;
            pairs = null;
        }
        lookUp(batch.ids[promptColumn], batch.ids[candidateColumn]);
        if (slot.length < batch.rows) {
            slot = new int[batch.codes[promptColumn].length];
        }
        int[] p = batch.codes[promptColumn];
        int[] x = batch.codes[candidateColumn];
        if (pairs == null) {
            direct(p, x, batch.rows);
        } else {
            tabled(p, x, batch.rows);
        }
        return slot;
    }

    private void direct(int[] p, int[] x, int rows) {
        for (int row = 0; row < rows; row++) {
            slot[row] = p[row] < 0 || x[row] < 0 ? -1 : index.slot(prompt[p[row]], candidate[x[row]]);
        }
    }

    private void tabled(int[] p, int[] x, int rows) {
        int[] table = pairs;
        int stride = width;
        for (int row = 0; row < rows; row++) {
            if (p[row] < 0 || x[row] < 0) {
                slot[row] = -1;
                continue;
            }
            int at = p[row] * stride + x[row];
            int found = table[at];
            if (found == UNSEEN) {
                found = index.slot(prompt[p[row]], candidate[x[row]]);
                table[at] = found;
            }
            slot[row] = found;
        }
    }

    private void lookUp(IdDictionary promptIds, IdDictionary candidateIds) {
        boolean grown = promptIds.size() > prompts || candidateIds.size() > candidates;
        prompt = room(prompt, promptIds.size());
        for (; prompts < promptIds.size(); prompts++) {
            prompt[prompts] = index.prompt(promptIds.bytes(), promptIds.start(prompts), promptIds.length(prompts));
        }
        candidate = room(candidate, candidateIds.size());
        for (; candidates < candidateIds.size(); candidates++) {
            candidate[candidates] = index.candidate(
                    candidateIds.bytes(), candidateIds.start(candidates), candidateIds.length(candidates));
        }
        if (grown) {
            widen();
        }
    }

    /** Makes the table of pairs cover all codes, with room to grow. */
    private void widen() {
        if (pairs != null && candidates <= width && (long) prompts * width <= pairs.length) {
            return;
        }
        int wide = Math.max(width, candidates + candidates / 2);
        long cells = (long) (prompts + prompts / 2) * wide;
        pairs = null;
        width = 0;
        if (cells <= MOST_PAIRS) {
            width = wide;
            pairs = new int[(int) cells];
            Arrays.fill(pairs, UNSEEN);
        }
    }

    private static int[] room(int[] array, int size) {
        return array.length >= size ? array : Arrays.copyOf(array, Math.max(2 * array.length, size));
    }
}
