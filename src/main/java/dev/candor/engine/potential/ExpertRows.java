package dev.candor.engine.potential;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.SlotLookup;
import dev.candor.engine.runtime.IdArray;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.table.RowBatch;
import dev.candor.io.table.RowBatches;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.io.IOException;
import java.io.Serializable;

/** Rows of the experts table as columns in no order. Mergeable: the rows of both; no rows are the identity. */
final class ExpertRows implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Fields of the table: ids, then numbers. */
    private static final int EXPERT = 2;

    private static final int PROB = 0;
    private static final int LOGPROB = 1;

    final IdDictionary expertIds = new IdDictionary();
    /** Slot of the candidate, −1 where it is none. */
    final GrowingInts slot = new GrowingInts(64);

    final GrowingInts expert = new GrowingInts(64);
    final GrowingDoubles prob = new GrowingDoubles(64);
    /** NaN where there is none; so too in {@link #prob}. */
    final GrowingDoubles logProb = new GrowingDoubles(64);
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

    int rows() {
        return slot.size();
    }

    private void add(int candidate, int of, double p, double logP) {
        slot.add(candidate);
        expert.add(of);
        prob.add(p);
        logProb.add(logP);
    }

    ExpertRows merge(ExpertRows other) {
        int[] code = IdArray.all(other.expertIds).internInto(expertIds);
        for (int row = 0; row < other.rows(); row++) {
            add(other.slot.get(row), code[other.expert.get(row)], other.prob.get(row), other.logProb.get(row));
        }
        rejected += other.rejected;
        return this;
    }
}
