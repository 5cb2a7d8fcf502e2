package dev.candor.io.table;

import dev.candor.io.parquet.AgentRanges;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.parquet.RowGroup;
import java.io.IOException;
import java.util.Arrays;

/** The rows of one partition of {@link AgentRanges}: no agent of another partition is among them. */
final class RangeBatches implements RowBatches {
    private final RowBatches batches;
    private final AgentRanges.Part part;
    private final Codes before = new Codes();
    private final Codes end = new Codes();
    private boolean skipping;
    private boolean ended;
    private boolean disordered;

    /** @param batches of {@link AgentRanges.Part#groups}, dictionaries numbered from 1, one a row group */
    RangeBatches(RowBatches batches, AgentRanges.Part part) {
        this.batches = batches;
        this.part = part;
        this.skipping = part.before != null;
    }

    @Override
    public RowBatch next() throws IOException {
        while (!ended) {
            RowBatch batch = batches.next();
            if (batch == null) {
                ended = true;
            } else if (batch.dictionaries > part.own.size()) {
                batch.rows = leading(batch, end.of(batch, part.end), batch.rows);
                return batch.rows > 0 ? batch : null;
            } else if (part.before == null || ownOf(batch)) {
                return batch;
            }
        }
        return null;
    }

    /** Leaves this partition's rows in the batch; false where there are none. */
    private boolean ownOf(RowBatch batch) {
        boolean[] others = before.of(batch, part.before);
        int from = skipping ? leading(batch, others, 0) : 0;
        skipping &= from == batch.rows;
        if (before.any) {
            int[] codes = batch.codes[0];
            for (int row = from; row < batch.rows; row++) {
                disordered |= codes[row] >= 0 && others[codes[row]];
            }
        }
        ended = disordered;
        cut(batch, from);
        return batch.rows > 0 && !disordered;
    }

    /** How many rows the batch begins with whose agents are these. The batch that begins with others ends the partition. */
    private int leading(RowBatch batch, boolean[] these, int fullRows) {
        int[] codes = batch.codes[0];
        int row = 0;
        while (row < batch.rows && codes[row] >= 0 && these[codes[row]]) {
            row++;
        }
        ended = fullRows > 0 && row < fullRows;
        return row;
    }

    private static void cut(RowBatch batch, int from) {
        int left = batch.rows - from;
        if (from > 0) {
            for (int[] codes : batch.codes) {
                System.arraycopy(codes, from, codes, 0, left);
            }
            for (double[] numbers : batch.numbers) {
                System.arraycopy(numbers, from, numbers, 0, left);
            }
            System.arraycopy(batch.reject, from, batch.reject, 0, left);
        }
        batch.rows = left;
    }

    @Override
    public long expectedRows() {
        return part.own.stream().mapToLong(RowGroup::rows).sum();
    }

    @Override
    public boolean disordered() {
        return disordered;
    }

    @Override
    public void close() throws IOException {
        batches.close();
    }

    /** Which codes of the current dictionary are of one id: a writer may repeat an entry. */
    private static final class Codes {
        private int dictionary;
        private int known;
        private boolean[] is = new boolean[0];
        private boolean any;

        boolean[] of(RowBatch batch, byte[] id) {
            if (dictionary != batch.dictionaries) {
                dictionary = batch.dictionaries;
                known = 0;
                any = false;
            }
            IdDictionary ids = batch.ids[0];
            if (is.length < ids.size()) {
                is = Arrays.copyOf(is, Math.max(2 * is.length, ids.size()));
            }
            for (; known < ids.size(); known++) {
                int start = ids.start(known);
                is[known] = Arrays.equals(id, 0, id.length, ids.bytes(), start, start + ids.length(known));
                any |= is[known];
            }
            return is;
        }
    }
}
