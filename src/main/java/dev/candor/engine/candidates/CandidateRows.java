package dev.candor.engine.candidates;

import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.table.RowBatch;
import dev.candor.io.table.RowBatches;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.io.IOException;
import java.io.Serializable;

/**
 * Rows of the candidates table, or of the prompts table (then without candidate ids), as columns in no order. Mergeable:
 * the rows of both; no rows are the identity.
 */
final class CandidateRows implements Serializable {
    private static final long serialVersionUID = 1L;

    final IdDictionary promptIds = new IdDictionary();
    final IdDictionary candidateIds = new IdDictionary();
    final GrowingInts prompt = new GrowingInts(64);
    final GrowingInts candidate = new GrowingInts(64);
    /** log of the base measure, a checkpoint's divergence, or the prompt's weight; one a row. */
    final GrowingDoubles number = new GrowingDoubles(64);
    /** Whether the numbers of candidates are logs, of which not too many nats may lie between the best and the worst. */
    boolean logs = true;
    /** Rows that the gate rejects. */
    long rejected;

    /** candidates: prompt_id, candidate_id; ref_logprob − gen_logprob, 0 where absent. */
    static CandidateRows ofCandidates(RowBatches batches) throws IOException {
        CandidateRows all = new CandidateRows();
        for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
            for (int row = 0; row < batch.rows; row++) {
                double logBase = orZero(batch.numbers[0][row]) - orZero(batch.numbers[1][row]);
                all.add(batch, row, true, logBase);
            }
        }
        return all;
    }

    /** checkpoints: an empty prompt_id, candidate_id; divergence, 0 where absent. */
    static CandidateRows ofCheckpoints(RowBatches batches) throws IOException {
        CandidateRows all = new CandidateRows();
        all.logs = false;
        for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
            for (int row = 0; row < batch.rows; row++) {
                all.add(batch, row, true, orZero(batch.numbers[0][row]));
            }
        }
        return all;
    }

    /** prompts: prompt_id; prompt_weight, 1 where absent. */
    static CandidateRows ofPrompts(RowBatches batches) throws IOException {
        CandidateRows all = new CandidateRows();
        for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
            for (int row = 0; row < batch.rows; row++) {
                double weight = batch.numbers[0][row];
                all.add(batch, row, false, Double.isNaN(weight) ? 1 : weight);
            }
        }
        return all;
    }

    int rows() {
        return prompt.size();
    }

    private static double orZero(double number) {
        return Double.isNaN(number) ? 0 : number;
    }

    private void add(RowBatch batch, int row, boolean withCandidate, double value) {
        if (batch.reject[row] != 0) {
            rejected++;
            return;
        }
        int p = intern(promptIds, batch.ids[0], batch.codes[0][row]);
        int x = withCandidate ? intern(candidateIds, batch.ids[1], batch.codes[1][row]) : 0;
        add(p, x, value);
    }

    private static int intern(IdDictionary into, IdDictionary from, int code) {
        return into.intern(from.bytes(), from.start(code), from.length(code));
    }

    private void add(int p, int x, double value) {
        prompt.add(p);
        candidate.add(x);
        number.add(value);
    }

    CandidateRows merge(CandidateRows other) {
        int[] p = translated(other.promptIds, promptIds);
        int[] x = translated(other.candidateIds, candidateIds);
        for (int row = 0; row < other.rows(); row++) {
            add(p[other.prompt.get(row)], x.length == 0 ? 0 : x[other.candidate.get(row)], other.number.get(row));
        }
        rejected += other.rejected;
        return this;
    }

    private static int[] translated(IdDictionary from, IdDictionary into) {
        int[] codes = new int[from.size()];
        for (int code = 0; code < codes.length; code++) {
            codes[code] = intern(into, from, code);
        }
        return codes;
    }
}
