package dev.candor.engine;

import dev.candor.io.IdDictionary;
import dev.candor.io.RowBatch;
import dev.candor.io.RowBatches;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

/** Rows of the experts table as columns in no order. Mergeable: the rows of both; no rows are the identity. */
final class ExpertRows implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Fields of the table: ids, then numbers. */
    private static final int EXPERT = 2;

    private static final int PROB = 0;
    private static final int LOGPROB = 1;

    final IdDictionary expertIds = new IdDictionary();
    int rows;
    /** Slot of the candidate, −1 where it is none. */
    int[] slot = new int[64];

    int[] expert = new int[64];
    double[] prob = new double[64];
    /** NaN where there is none; so too in {@link #prob}. */
    double[] logProb = new double[64];
    /** Rows that the gate rejects. */
    long rejected;

    static ExpertRows of(RowBatches batches, CandidateIndex index) throws IOException {
        ExpertRows all = new ExpertRows();
        SlotLookup lookup = new SlotLookup(index, 0, 1);
        for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
            int[] slots = lookup.slots(batch);
            for (int row = 0; row < batch.rows; row++) {
                if (batch.reject[row] != 0) {
                    all.rejected++;
                    continue;
                }
                IdDictionary ids = batch.ids[EXPERT];
                int code = batch.codes[EXPERT][row];
                all.add(
                        slots[row],
                        all.expertIds.intern(ids.bytes(), ids.start(code), ids.length(code)),
                        batch.numbers[PROB][row],
                        batch.numbers[LOGPROB][row]);
            }
        }
        return all;
    }

    private void add(int candidate, int of, double p, double logP) {
        if (rows == slot.length) {
            slot = Arrays.copyOf(slot, 2 * rows);
            expert = Arrays.copyOf(expert, 2 * rows);
            prob = Arrays.copyOf(prob, 2 * rows);
            logProb = Arrays.copyOf(logProb, 2 * rows);
        }
        slot[rows] = candidate;
        expert[rows] = of;
        prob[rows] = p;
        logProb[rows++] = logP;
    }

    ExpertRows merge(ExpertRows other) {
        int[] code = Ids.all(other.expertIds).internInto(expertIds);
        for (int row = 0; row < other.rows; row++) {
            add(other.slot[row], code[other.expert[row]], other.prob[row], other.logProb[row]);
        }
        rejected += other.rejected;
        return this;
    }
}
